using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Tests.Scripted;

/// <summary>A model host whose every output is given by the test, one at a time, and that shows when it was asked, cancelled or read.</summary>
internal sealed class ScriptedHost(params string[] models) : IModelHost
{
    private readonly Channel<ScriptedRun> _runs = Channel.CreateUnbounded<ScriptedRun>();

    public string Kind => "scripted";

    public string Address { get; init; } = "scripted://host";

    /// <summary>What the next probe finds; null: the models of the constructor.</summary>
    public HostFindings? Findings { get; set; }

    public HashSet<string> Resident { get; } = [];

    public int Probes { get; private set; }

    /// <summary>Probes are not answered: they wait for their end.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The next request that was sent to this host.</summary>
    public async Task<ScriptedRun> NextRunAsync() =>
        await _runs.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

    /// <summary>The next request, if it is there.</summary>
    public bool TryNextRun([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ScriptedRun? run) => _runs.Reader.TryRead(out run);

    public bool WasAsked => _runs.Reader.TryPeek(out _);

    public async Task<HostFindings> ProbeAsync(CancellationToken cancellationToken)
    {
        Probes++;
        if (IsSilent)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return Findings ?? new HostFindings
        {
            Models = [.. models.Select(name => new ModelDescription(name, default(JsonElement)))],
            Resident = [.. Resident.Select(name => new ResidentModel(name, default(JsonElement)))],
        };
    }

    public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new ScriptedRun(request);
        await using var cancelled = cancellationToken.Register(run.SetCancelled);
        _runs.Writer.TryWrite(run);
        try
        {
            await foreach (var step in run.Steps.ReadAllAsync(cancellationToken))
            {
                run.Taken++;
                yield return step();
            }
        }
        finally
        {
            // The channel hears of it first, and leaving takes the registration back.
            if (cancellationToken.IsCancellationRequested) run.SetCancelled();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One request at a <see cref="ScriptedHost"/>.</summary>
internal sealed class ScriptedRun(ModelRequest request)
{
    private readonly Channel<Func<ModelOutput>> _steps = Channel.CreateUnbounded<Func<ModelOutput>>();
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ModelRequest Request { get; } = request;

    /// <summary>Outputs that the conductor has taken.</summary>
    public int Taken { get; set; }

    public ChannelReader<Func<ModelOutput>> Steps => _steps.Reader;

    public Task Cancelled => _cancelled.Task.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

    public bool IsCancelled => _cancelled.Task.IsCompleted;

    public ScriptedRun Say(params string[] texts)
    {
        foreach (var text in texts)
            Send(ModelOutput.OfText(Encoding.UTF8.GetBytes(text)));
        return this;
    }

    public ScriptedRun Send(ModelOutput output)
    {
        Assert.True(_steps.Writer.TryWrite(() => output));
        return this;
    }

    public void End(StreamEnd end = StreamEnd.Completed, string? detail = null)
    {
        Send(ModelOutput.Of(new Ending(end, detail)));
        _steps.Writer.TryComplete();
    }

    /// <summary>The enumeration stops without an end: a bug of the driver.</summary>
    public void BreakOff() => _steps.Writer.TryComplete();

    /// <summary>The enumeration throws: a worse bug.</summary>
    public void Throw(Exception cause) => _steps.Writer.TryWrite(() => throw cause);

    public void SetCancelled() => _cancelled.TrySetResult();
}
