using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>A turn that holds a slot: its pump and the way to stop it. Owned by the backend's actor.</summary>
internal sealed class SlottedRun(RunTurn order) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task<PumpOutcome>? _pumping;
    private Ending? _cancelledAs;
    private bool _isAbandoned;

    public RunTurn Order { get; } = order;

    public Task<PumpOutcome> BeginAsync(BackendPump pump) =>
        _pumping = pump.RunAsync(Order.Request, Order.Log, Order.IsResident, _stop.Token);

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

    /// <summary>Tells the owner how it ended. The pump has let go of the log.</summary>
    public void Report(PumpOutcome outcome)
    {
        Dispose();
        // A pump that was told to stop does not know by whom.
        var ending = outcome.Ending.End == StreamEnd.CancelledByUser && _cancelledAs is { } known ? known : outcome.Ending;
        if (_isAbandoned)
            Order.Log.Complete(ending);
        else
            Order.Owner.Tell(new RunEnded(Order.Turn, Order.Attempt, ending, outcome.Entries));
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>For an actor that is going away itself: reports once the pump is done.</summary>
    public async Task ReportWhenDoneAsync() => Report(await _pumping!.ConfigureAwait(false));
}
