using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// One model on one host: gives its turns one slot each, in fair order, and runs a pump in every slot. A slot is taken in
/// <see cref="Start"/> and given back in <see cref="OnPumpEnded"/>, nowhere else.
/// </summary>
internal sealed class BackendActor : ReceiveActor, IWithTimers
{
    private const string QueueTimer = "queue";

    private readonly string _model;
    private readonly BackendPlan _plan;
    private readonly TimeProvider _time;
    private readonly BackendPump _pump;
    private readonly AdmissionQueue _queue = new();
    private readonly Dictionary<TurnId, SlottedRun> _running = [];

    public BackendActor(string model, BackendPlan plan, IModelHost host, TimeProvider time)
    {
        (_model, _plan, _time) = (model, plan, time);
        _pump = new BackendPump(host, plan.Timeouts, time);
        Receive<RunTurn>(OnRunTurn);
        Receive<CancelRun>(OnCancelRun);
        Receive<AbandonRun>(OnAbandonRun);
        Receive<PumpEnded>(OnPumpEnded);
        Receive<QueueLooked>(_ => OnQueueLooked());
        Receive<ReportLoad>(_ => Sender.Tell(new BackendLoad(_model, _running.Count, _queue.Count)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Stopped or restarted: every turn hears of its end, those on the host as soon as their pumps have let go of their logs.</summary>
    protected override void PostStop()
    {
        var ending = new Ending(StreamEnd.BackendFailed, $"The backend of {_model} was stopped.", Status: 503);
        while (_queue.TryTake(out var waiting))
            Report(waiting.Order, ending, entries: 0);
        foreach (var run in _running.Values)
        {
            run.Cancel(ending);
            _ = run.ReportWhenDoneAsync();
        }
        _running.Clear();
    }

    private void OnRunTurn(RunTurn order)
    {
        if (_running.Count < _plan.Parallel)
        {
            Start(order);
            return;
        }
        if (_queue.Count >= _plan.QueueLimit)
        {
            var detail = $"The queue of {_model} is full ({_plan.QueueLimit} turns wait). Try again later.";
            Report(order, new Ending(StreamEnd.QueueFull, detail, Status: 503, RetryAfter: TimeSpan.FromSeconds(1)), entries: 0);
            return;
        }
        var position = _queue.Count;
        _queue.Add(new WaitingRun(order, _time.GetTimestamp()));
        WatchQueue();
        // Told last: whoever reads it may count on the queue's clock running.
        order.Log.Append(EntryKind.Status, new TurnStatus(TurnStage.Queued, Model: _model, Position: position));
    }

    private void OnCancelRun(CancelRun order)
    {
        if (_queue.TryRemove(order.Turn, out var waiting))
            Report(waiting.Order, order.Ending, entries: 0);
        else if (_running.TryGetValue(order.Turn, out var run))
            run.Cancel(order.Ending);
    }

    private void OnAbandonRun(AbandonRun order)
    {
        if (_running.TryGetValue(order.Turn, out var run))
        {
            run.Abandon(order.Ending);
            return;
        }
        // Waiting, or over with its report on the way to an owner that is gone: either way the log is in nobody's hands.
        _queue.TryRemove(order.Turn, out _);
        if (order.Log.Ending is null)
            order.Log.Complete(order.Ending);
    }

    private void OnPumpEnded(PumpEnded message)
    {
        // Not there after a restart: the run was then reported by the incarnation that started it.
        if (!_running.Remove(message.Run.Order.Turn))
            return;
        message.Run.Report(message.Outcome);
        while (_running.Count < _plan.Parallel && _queue.TryTake(out var next))
            Start(next.Order);
    }

    private void OnQueueLooked()
    {
        var limit = (long)(_plan.Timeouts.Queue.TotalSeconds * _time.TimestampFrequency);
        foreach (var late in _queue.TakeOlderThan(_time.GetTimestamp() - limit))
        {
            var detail = $"No slot of {_model} became free within {_plan.Timeouts.Queue.TotalSeconds:0.###} s (timeouts.queue).";
            Report(late.Order, new Ending(StreamEnd.QueueTimeout, detail, Status: 503, RetryAfter: TimeSpan.FromSeconds(1)), entries: 0);
        }
        WatchQueue();
    }

    private void Start(RunTurn order)
    {
        order.Log.Append(EntryKind.Status, new TurnStatus(TurnStage.Started, Model: _model));
        var run = new SlottedRun(order);
        _running.Add(order.Turn, run);
        _ = run.BeginAsync(_pump).PipeTo(Self, success: outcome => new PumpEnded(run, outcome));
    }

    // One timer for the whole queue, armed for the turn that has waited longest; none while nobody waits.
    private void WatchQueue()
    {
        if (_plan.Timeouts.Queue == Timeout.InfiniteTimeSpan || _queue.Oldest is not { } oldest)
            return;
        if (Timers.IsTimerActive(QueueTimer))
            return;
        var left = _plan.Timeouts.Queue - _time.GetElapsedTime(oldest);
        Timers.StartSingleTimer(QueueTimer, QueueLooked.Instance, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private static void Report(RunTurn order, Ending ending, long entries) =>
        order.Owner.Tell(new RunEnded(order.Turn, order.Attempt, ending, entries));

    private sealed record PumpEnded(SlottedRun Run, PumpOutcome Outcome);

    private sealed record QueueLooked
    {
        public static readonly QueueLooked Instance = new();
    }
}
