using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>A turn on the host: its pump and the way to stop it. Owned by the backend's actor.</summary>
internal sealed class SlottedRun(RunTurn order, IActorRef host) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PumpWatchdog? _watchdog;
    private Task<PumpOutcome>? _pumping;
    private Ending? _cancelledAs;
    private bool _isAbandoned;

    public RunTurn Order { get; } = order;

    /// <summary>Asks the host.</summary>
    public Task<PumpOutcome> BeginAsync(IModelHost driver, TurnTimeouts timeouts, bool isResident, TimeProvider time)
    {
        _watchdog = new PumpWatchdog(time, timeouts, isResident, _stop.Token);
        var pump = new BackendPump(driver, Order, _watchdog, begun: () => host.Tell(new RunStreams(Order), ActorRefs.NoSender));
        _pumping = pump.RunAsync();
        pump.LetGo();
        return _pumping;
    }

    /// <summary>The host has the model in memory now.</summary>
    public void ModelLoaded() => _watchdog?.ModelLoaded();

    /// <summary>Closes the host's socket. The first reason given is the one that counts.</summary>
    public void Cancel(Ending ending)
    {
        if (_cancelledAs is not null)
            return;
        _cancelledAs = ending;
        // Closing a socket runs foreign code; it must not run on the actor's turn.
        _ = _stop.CancelAsync();
    }

    /// <summary>As <see cref="Cancel"/>, for a turn whose owner is gone: its end goes straight into the log.</summary>
    public void Abandon(Ending ending)
    {
        _isAbandoned = true;
        Cancel(ending);
    }

    /// <summary>Gives the log back to its owner and the slot to the host. The pump has let go of both.</summary>
    public void Report(PumpOutcome outcome)
    {
        Dispose();
        // A pump that was told to stop does not know by whom.
        var ending = outcome.Ending.End == StreamEnd.CancelledByUser && _cancelledAs is { } known ? known : outcome.Ending;
        // The slot first: the turn's next attempt, or its caller's next turn, finds it free.
        host.Tell(new RunOver(Order, ending, outcome.Usage), ActorRefs.NoSender);
        if (_isAbandoned)
            Order.Log.Complete(ending);
        Order.Report(ending, outcome.Entries, wasAsked: true);
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>For an actor that is going away itself: reports once the pump is done.</summary>
    public async Task ReportWhenDoneAsync() => Report(await _pumping!.ConfigureAwait(false));
}
