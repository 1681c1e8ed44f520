using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// One model on one host: runs a pump for every turn that its host's actor has given a slot. Whatever becomes of it, each turn's end is
/// reported and each slot given back exactly once.
/// </summary>
internal sealed class BackendActor : ReceiveActor
{
    private readonly BackendSite _site;
    private readonly Dictionary<TurnId, SlottedRun> _running = [];

    public BackendActor(BackendSite site)
    {
        _site = site;
        Receive<BeginRun>(OnBeginRun);
        Receive<StopRun>(OnStopRun);
        Receive<ModelLoaded>(_ => OnModelLoaded());
        Receive<PumpEnded>(OnPumpEnded);
    }

    /// <summary>A run whose order broke the actor never began: its turn hears so, and its slot is free.</summary>
    protected override void PreRestart(Exception reason, object? message)
    {
        if (message is BeginRun { Order: var order } && !_running.ContainsKey(order.Turn))
            ReportUnbegun(order, new Ending(StreamEnd.BackendFailed, $"The backend of {_site.Model} failed: {reason.Message}", Status: 500));
        base.PreRestart(reason, message);
    }

    /// <summary>Stopped or restarted: every turn hears of its end as soon as its pump has let go of its log.</summary>
    protected override void PostStop()
    {
        var ending = new Ending(StreamEnd.BackendFailed, $"The backend of {_site.Model} was stopped.", Status: 503);
        foreach (var run in _running.Values)
        {
            run.Cancel(ending);
            _ = run.ReportWhenDoneAsync();
        }
        _running.Clear();
    }

    private void OnBeginRun(BeginRun message)
    {
        if (!message.Claim.TryTake())
            return;
        var order = message.Order;
        var run = new SlottedRun(order, Context.Parent);
        _ = run.BeginAsync(_site, message, TimeoutsOf(order)).PipeTo(Self, success: outcome => new PumpEnded(run, outcome));
        _running.Add(order.Turn, run);
    }

    private TurnTimeouts TimeoutsOf(RunTurn order)
    {
        var timeouts = order.Timeouts ?? _site.Plan.Timeouts;
        return order.Request.IsEmbedding ? timeouts.ForWholeAnswers() : timeouts;
    }

    private void OnStopRun(StopRun order)
    {
        if (!_running.TryGetValue(order.Turn, out var run))
            return;
        if (order.IsAbandoned)
            run.Abandon(order.Ending);
        else
            run.Cancel(order.Ending);
    }

    private void OnModelLoaded()
    {
        foreach (var run in _running.Values)
            run.ModelLoaded();
    }

    private void OnPumpEnded(PumpEnded message)
    {
        // Not there after a restart: the run was then reported by the incarnation that started it.
        if (_running.TryGetValue(message.Run.Order.Turn, out var run) && run == message.Run)
        {
            _running.Remove(message.Run.Order.Turn);
            run.Report(message.Outcome);
        }
    }

    private static void ReportUnbegun(RunTurn order, Ending ending)
    {
        Context.Parent.Tell(new RunOver(order, ending, Usage: null));
        order.Report(ending);
    }

    private sealed record PumpEnded(SlottedRun Run, PumpOutcome Outcome);
}
