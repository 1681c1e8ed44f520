using System.Globalization;
using System.Runtime.CompilerServices;
using Conductor.Actor;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Journal;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Benchmarks.Journal;

/// <summary>The way of a token from a host to a reader, in a conversation that is kept on the disk against one in memory only.</summary>
internal static class TokenPath
{
    private const int Tokens = 200_000;
    private const int Rounds = 7;

    public static async Task<bool> RunAsync(string place)
    {
        var (off, on) = (new List<(double Nanoseconds, double Bytes)>(), new List<(double Nanoseconds, double Bytes)>());
        await MeasureAsync(null);
        await MeasureAsync(place + "-warm");
        for (var round = 0; round < Rounds; round++)
        {
            off.Add(await MeasureAsync(null));
            on.Add(await MeasureAsync($"{place}-{round}"));
        }
        var (without, with) = (Median(off), Median(on));
        var (time, bytes) = (with.Nanoseconds / without.Nanoseconds, with.Bytes / without.Bytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"a token, journal in memory {without.Nanoseconds:F0} ns {without.Bytes:F1} B, on the disk {with.Nanoseconds:F0} ns {with.Bytes:F1} B: {time:F3} of the time, {bytes:F3} of the bytes"));
        return time <= 1.05 && bytes <= 1.05;
    }

    private static async Task<(double Nanoseconds, double Bytes)> MeasureAsync(string? place)
    {
        var plan = new ConductorPlan
        {
            Fleet = new FleetPlan([new HostPlan { Name = "h", Driver = new Rush() }]),
            Journal = new JournalPlan { Directory = place },
            // Every 64 entries is for models of 64 tokens a second; this one makes millions.
            Saving = new SavingOptions { CheckpointEntries = 100_000 },
        };
        await using var conductor = new LocalConductor(plan, TimeProvider.System, NullLoggerFactory.Instance);
        await conductor.WaitUntilOpenAsync(CancellationToken.None);
        var id = Guid.CreateVersion7();
        await conductor.Root.Ask<CommandAccepted>(new BeginConversation(id, new ConversationPlan(id) { Model = "m" }));
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var begun = TimeProvider.System.GetTimestamp();
        var accepted = await conductor.Root.Ask<CommandAccepted>(new ToConversation(id, new SubmitPrompt(Guid.CreateVersion7(), "go", "bench")));
        await ReadAsync(conductor, accepted.Turn!.Value);
        var elapsed = TimeProvider.System.GetElapsedTime(begun);
        return (elapsed.TotalNanoseconds / Tokens, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)Tokens);
    }

    private static async Task ReadAsync(LocalConductor conductor, TurnId turn)
    {
        if (!conductor.Shelf.TryFind(turn, out var answer))
            throw new InvalidOperationException("The answer is not there.");
        using var reader = answer.Log.OpenReader();
        while (!reader.HasEnded)
            if (!reader.TryRead(out _))
                await reader.WaitAsync();
    }

    private static (double Nanoseconds, double Bytes) Median(List<(double Nanoseconds, double Bytes)> rounds) =>
        (rounds.Select(one => one.Nanoseconds).Order().ElementAt(Rounds / 2), rounds.Select(one => one.Bytes).Order().ElementAt(Rounds / 2));

    private sealed class Rush : IModelHost
    {
        private static readonly byte[] Word = "word "u8.ToArray();

        public string Kind => "rush";

        public string Address => "rush";

        public Task<HostFindings> ProbeAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new HostFindings { Models = [new ModelDescription("m", default)] });

        public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            for (var i = 0; i < Tokens; i++)
                yield return ModelOutput.OfText(Word);
            yield return ModelOutput.Of(Ending.Completed);
        }

        public ValueTask DisposeAsync() => default;
    }
}
