using System.Runtime.CompilerServices;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Benchmarks.Journal;

/// <summary>A host in this process that says so many words, as fast as they are taken or at a pace, and notes when it said each.</summary>
internal sealed class RushingHost(int tokens, TimeSpan? pace, int wordLength = 5) : IModelHost
{
    private readonly byte[] _word = [.. Enumerable.Repeat((byte)'w', wordLength - 1), (byte)' '];

    public long[] SaidAt { get; } = new long[tokens];

    public string Kind => "rush";

    public string Address => "rush";

    public Task<HostFindings> ProbeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new HostFindings { Models = [new ModelDescription("m", default)] });

    public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(pace ?? TimeSpan.FromHours(1), TimeProvider.System);
        for (var i = 0; i < SaidAt.Length; i++)
        {
            if (pace is not null)
                await timer.WaitForNextTickAsync(cancellationToken);
            SaidAt[i] = TimeProvider.System.GetTimestamp();
            yield return ModelOutput.OfText(_word);
        }
        yield return ModelOutput.Of(Ending.Completed);
    }

    public ValueTask DisposeAsync() => default;
}
