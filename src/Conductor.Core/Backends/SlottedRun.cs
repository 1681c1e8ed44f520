using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>A turn on the host: its permit, its pump, and the way to stop it. Owned by the backend's actor.</summary>
internal sealed class SlottedRun(RunTurn order, IActorRef host) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PumpWatchdog? _watchdog;
    private Task<PumpOutcome>? _pumping;
    // Written once, by the actor or by the clock that ends the wait for a permit: the first counts.
    private Ending? _cancelledAs;
    private bool _isAbandoned;

    public RunTurn Order { get; } = order;

    /// <summary>Asks the host, once it is permitted. Never throws: what goes wrong is in the outcome.</summary>
    public Task<PumpOutcome> BeginAsync(BackendSite site, BeginRun begin, TurnTimeouts timeouts) => _pumping = RunAsync(site, begin, timeouts);

    /// <summary>The host has the model in memory now.</summary>
    public void ModelLoaded() => Volatile.Read(ref _watchdog)?.ModelLoaded();

    /// <summary>Closes the host's socket. The first reason given is the one that counts.</summary>
    public void Cancel(Ending ending)
    {
        if (Interlocked.CompareExchange(ref _cancelledAs, ending, null) is not null)
            return;
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
        Order.Report(ending, outcome.Entries, outcome.WasAsked);
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>For an actor that is going away itself: reports once the pump is done.</summary>
    public async Task ReportWhenDoneAsync() => Report(await _pumping!.ConfigureAwait(false));

    // The permit goes back before the slot does: who gets that next finds it.
    private async Task<PumpOutcome> RunAsync(BackendSite site, BeginRun begin, TurnTimeouts timeouts)
    {
        try
        {
            var permit = await site.Permits.AcquireAsync(Order, begin.Deadline, Cancel, _stop.Token).ConfigureAwait(false);
            await using (permit.ConfigureAwait(false))
                return await PumpAsync(site, begin.IsResident, timeouts).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new PumpOutcome(new Ending(StreamEnd.CancelledByUser), Entries: 0) { WasAsked = false };
        }
        catch (Exception cause)
        {
            // Whoever keeps the permits has a fault: that costs this turn, not its slot and not the backend.
            return new PumpOutcome(new Ending(StreamEnd.BackendFailed, $"{site.Model} cannot be asked: {cause.Message}", Status: 503, RetryAfter: TimeSpan.FromSeconds(1)), Entries: 0) { WasAsked = false };
        }
    }

    private Task<PumpOutcome> PumpAsync(BackendSite site, bool isResident, TurnTimeouts timeouts)
    {
        Order.Log.Append(EntryKind.Status, new TurnStatus(isResident ? TurnStage.Started : TurnStage.Loading, Model: site.Model));
        var watchdog = new PumpWatchdog(site.Time, timeouts, isResident, _stop.Token);
        Volatile.Write(ref _watchdog, watchdog);
        var pump = new BackendPump(site.Driver, Order, watchdog, begun: () => host.Tell(new RunStreams(Order), ActorRefs.NoSender));
        var pumping = pump.RunAsync();
        pump.LetGo();
        return pumping;
    }
}
