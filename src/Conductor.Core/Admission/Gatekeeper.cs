using Conductor.Core.Backends;
using Conductor.Core.Health;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Admission;

/// <summary>What a gatekeeper tells the actor that owns it.</summary>
internal interface IGateOrders
{
    /// <summary>The turn has a slot: ask the host.</summary>
    void Begin(Slot slot);

    /// <summary>The turn gets none: it ends without the host having been asked.</summary>
    void Refuse(RunTurn order, Ending ending);

    /// <summary>Whether the host holds a model in memory as the key needs it.</summary>
    bool Holds(string model, LoadKey key);
}

/// <summary>How one host is guarded. Immutable.</summary>
/// <param name="Host">The host's name, for people.</param>
/// <param name="Backend">The bounds of each model's queue, and its slots.</param>
/// <param name="SwitchAge">How long a model keeps its place while others wait.</param>
/// <param name="ReportPause">The least time between two reports of its position to one that waits.</param>
internal sealed record GatePlan(string Host, BackendPlan Backend, TimeSpan SwitchAge, TimeSpan ReportPause);

/// <summary>
/// Decides which turns are on one host: a fair queue and a number of slots per model, the change of models in its memory, and its circuits. A
/// slot is taken in <see cref="Begin"/> and given back in <see cref="Release"/> or, if the host needs longer, in <see cref="EndDrains"/>, nowhere
/// else. Owned by one actor; it has no timer, whoever owns it comes back after <see cref="NextLook"/>.
/// </summary>
internal sealed class Gatekeeper(GatePlan plan, IGateOrders orders, HostCircuits circuits, HostGauges gauges, TimeProvider time)
{
    // Every lane is looked at whenever something happens: a caller that makes up load options must not make that dear.
    private const int MostLanes = 256;

    private readonly List<GateLane> _lanes = [];
    private readonly Dictionary<TurnId, QueuedHere> _waiting = [];
    private readonly Dictionary<TurnId, Slot> _slots = [];
    private readonly PriorityQueue<GateLane, long> _drains = new();
    private readonly QueueReports _reports = new(plan.ReportPause, time);

    /// <summary>How many models the host holds in memory at a time; <see cref="int.MaxValue"/> for all it has.</summary>
    public int Places { get; set; } = int.MaxValue;

    /// <summary>Why the host takes no turn at all; null while it does.</summary>
    public Ending? Closed { get; private set; }

    /// <summary>Turns that wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Turns that hold a slot.</summary>
    public int Serving => _slots.Count;

    /// <summary>All slots that are taken.</summary>
    public IEnumerable<Slot> Slots => _slots.Values;

    /// <summary>Takes a turn in: it gets a slot, waits, or is refused.</summary>
    public void Admit(RunTurn order)
    {
        if (Closed is { } closed)
            orders.Refuse(order, closed);
        else if (!order.IsLastResort && !circuits.WouldAdmit(order.Request.Model))
            orders.Refuse(order, Resting(order.Request.Model));
        else if (LaneOf(order) is { } lane)
            Enqueue(order, lane);
        else
            orders.Refuse(order, Full(order.Request.Model));
    }

    /// <summary>Takes a turn out that waits.</summary>
    public bool TryRemove(TurnId turn, out RunTurn? order)
    {
        order = _waiting.TryGetValue(turn, out var here) ? here.Turn.Turn : null;
        if (order is null)
            return false;
        here.Lane.Queue.TryRemove(turn, out _);
        Forget(turn, here.Lane);
        MoveOn();
        return true;
    }

    /// <summary>The slot of a turn; null when it has none.</summary>
    public Slot? SlotOf(TurnId turn) => _slots.GetValueOrDefault(turn);

    /// <summary>The first of a turn's answer has come.</summary>
    /// <returns>The slot, at the first time; else null.</returns>
    public Slot? Streams(RunTurn order)
    {
        if (SlotOf(order.Turn) is not { HasStreamed: false } slot || slot.Order != order)
            return null;
        slot.HasStreamed = true;
        circuits.Streams(slot.Lane.Model, slot.Pass);
        PlaceTimes.NoteFirstToken(slot.Lane.Gauge, time.GetElapsedTime(slot.Turn.ServedSince), slot.WasResident);
        return slot;
    }

    /// <summary>A turn is over: its slot is free, at once or when the host has let go of it.</summary>
    /// <returns>The slot; null when it was given back already.</returns>
    public Slot? Release(RunTurn order, Ending ending, out HostVerdict verdict)
    {
        verdict = default;
        if (SlotOf(order.Turn) is not { } slot || slot.Order != order)
            return null;
        _slots.Remove(order.Turn);
        var lane = slot.Lane;
        lane.Queue.Served(slot.Turn);
        lane.Gauge.Serving--;
        verdict = circuits.Leave(lane.Model, slot.Pass, ending);
        var served = time.GetElapsedTime(slot.Turn.ServedSince);
        if (slot.HasStreamed)
            PlaceTimes.NoteService(lane.Gauge, served);
        if (PlaceTimes.DrainTime(slot, ending, served) is { } drain && drain > TimeSpan.Zero)
        {
            lane.Gauge.Draining++;
            _drains.Enqueue(lane, time.GetTimestamp() + (long)(drain.TotalSeconds * time.TimestampFrequency));
        }
        else
        {
            lane.GiveBack();
        }
        SendAwayThoseWithElsewhere();
        MoveOn();
        return slot;
    }

    /// <summary>Nobody gets in any more, and who waits is sent away; or the other way round with null.</summary>
    public void Close(Ending? why)
    {
        Closed = why;
        if (why is null)
            MoveOn();
        else
            SendAway(_ => true, _ => why);
    }

    /// <summary>Does what is due: ends waits that were too long, frees drained slots, changes models, reports positions.</summary>
    public void Look()
    {
        foreach (var lane in _lanes)
            while (lane.Queue.TryTakeExpired(out var late))
            {
                Forget(late.Id, lane);
                orders.Refuse(late.Turn, Late(late));
            }
        EndDrains();
        SendAwayThoseWithElsewhere();
        MoveOn();
        if (_reports.NextIn > TimeSpan.Zero)
            return;
        foreach (var lane in _lanes)
            QueueReports.Report(lane);
        _reports.Reported();
    }

    /// <summary>How long until <see cref="Look"/> has something to do; null while there is nothing that time changes.</summary>
    public TimeSpan? NextLook
    {
        get
        {
            if (_waiting.Count == 0 && _drains.Count == 0)
                return null;
            var next = _waiting.Count > 0 ? _reports.NextIn : null;
            if (_drains.TryPeek(out _, out var drained))
                next = Sooner(next, Until(drained));
            foreach (var lane in _lanes)
            {
                next = Sooner(next, lane.Queue.TimeLeft);
                if (lane.Queue.Count > 0 && circuits.RestOf(lane.Model) is var rest && rest > TimeSpan.Zero)
                    next = Sooner(next, rest);
            }
            return Places == int.MaxValue ? next : Sooner(next, SwitchPolicy.NextLook(Views(), plan.SwitchAge));
        }
    }

    /// <summary>Forgets models that the host no longer has and that nobody waits for.</summary>
    public void Keep(IReadOnlySet<string> models) => _lanes.RemoveAll(lane => lane.IsQuiet && !models.Contains(lane.Model));

    /// <summary>Begins whatever may begin now.</summary>
    public void MoveOn()
    {
        if (Places != int.MaxValue)
            ChangeModels();
        foreach (var lane in _lanes)
            while (lane.MayBegin && circuits.TryEnter(lane.Model, out var pass))
                Begin(lane, pass);
    }

    private void Enqueue(RunTurn order, GateLane lane)
    {
        var limits = order.Timeouts ?? plan.Backend.Timeouts;
        lane.Queue.Add(order.Turn, order, order.Caller, order.Weight, order.Priority, limits.Queue, out var refused);
        if (refused is not null && refused.Turn != order)
            Forget(refused.Id, lane);
        if (refused?.Turn != order)
        {
            _waiting.Add(order.Turn, new QueuedHere(lane, lane.Queue.Find(order.Turn)!));
            lane.Gauge.Waiting++;
        }
        if (refused is not null)
            orders.Refuse(refused.Turn, Full(lane.Model));
        MoveOn();
        if (_waiting.TryGetValue(order.Turn, out var here))
            QueueReports.Report(here.Turn, lane);
    }

    private void Begin(GateLane lane, HostPass pass)
    {
        if (!lane.Queue.TryTake(out var turn))
            return;
        Forget(turn.Id, lane);
        var slot = new Slot(turn, lane, pass, orders.Holds(lane.Model, lane.Key));
        _slots.Add(turn.Id, slot);
        lane.Take();
        lane.Gauge.Serving++;
        orders.Begin(slot);
    }

    private void EndDrains()
    {
        while (_drains.TryPeek(out var lane, out var due) && due <= time.GetTimestamp())
        {
            _drains.Dequeue();
            lane.Gauge.Draining--;
            lane.GiveBack();
        }
    }

    private void ChangeModels()
    {
        while (SwitchPolicy.Next(Views(), Places, plan.SwitchAge) is { Act: not SwitchAct.Nothing } move)
        {
            var lane = _lanes[move.Lane];
            switch (move.Act)
            {
                case SwitchAct.Open:
                    lane.Open();
                    break;
                case SwitchAct.Drain:
                    lane.Drain();
                    break;
                default:
                    lane.Close();
                    if (lane.IsQuiet)
                        _lanes.Remove(lane);
                    break;
            }
        }
    }

    private ModelLane[] Views() => [.. _lanes.Select(lane => lane.View(orders.Holds(lane.Model, lane.Key)))];

    private GateLane? LaneOf(RunTurn order)
    {
        var model = order.Request.Model;
        // Where models do not push each other out, load options are the host's own business.
        var key = Places == int.MaxValue ? LoadKey.Any : order.LoadKey;
        GateLane? found = null;
        foreach (var lane in _lanes)
        {
            if (!ModelName.AreSame(lane.Model, model) || !(key.IsAny || lane.Key == key || (lane.Key.IsAny && orders.Holds(model, key))))
                continue;
            if (found is null || (lane.IsOpen && !found.IsOpen) || lane.Key == key)
                found = lane;
        }
        return found ?? AddLane(model, key);
    }

    private GateLane? AddLane(string model, LoadKey key)
    {
        if (_lanes.Count >= MostLanes)
            _lanes.RemoveAll(one => one.IsQuiet && !one.IsOpen);
        if (_lanes.Count >= MostLanes)
            return null;
        var lane = new GateLane(model, key, new QueuePlan { Limit = Math.Max(1, plan.Backend.QueueLimit), Slots = plan.Backend.Parallel }, gauges.Of(model), time);
        if (Places == int.MaxValue)
            lane.Open();
        _lanes.Add(lane);
        return lane;
    }

    private void Forget(TurnId turn, GateLane lane)
    {
        if (_waiting.Remove(turn))
            lane.Gauge.Waiting--;
    }

    // Who has another place to go does not wait for this one to recover.
    private void SendAwayThoseWithElsewhere()
    {
        if (_waiting.Count > 0 && _lanes.Exists(lane => lane.Queue.Count > 0 && !circuits.WouldAdmit(lane.Model)))
            SendAway(here => !here.Turn.Turn.IsLastResort && !circuits.WouldAdmit(here.Lane.Model), here => Resting(here.Lane.Model));
    }

    private void SendAway(Func<QueuedHere, bool> which, Func<QueuedHere, Ending> why)
    {
        foreach (var here in _waiting.Values.Where(which).ToList())
        {
            here.Lane.Queue.TryRemove(here.Turn.Id, out _);
            Forget(here.Turn.Id, here.Lane);
            orders.Refuse(here.Turn.Turn, why(here));
        }
    }

    private Ending Resting(string model)
    {
        var rest = circuits.RestOf(model);
        var detail = rest > TimeSpan.Zero
            ? $"{plan.Host} failed for {model} and is left alone for {rest.TotalSeconds:0.#} s."
            : $"{plan.Host} failed for {model}; one turn tries whether it works again.";
        return new Ending(StreamEnd.BackendFailed, detail, Status: 503, RetryAfter: rest > TimeSpan.FromSeconds(1) ? rest : TimeSpan.FromSeconds(1));
    }

    private Ending Full(string model) => new(
        StreamEnd.QueueFull,
        $"The queue of {model} on {plan.Host} is full ({plan.Backend.QueueLimit} turns wait). Try again later.",
        Status: 503,
        RetryAfter: TimeSpan.FromSeconds(1));

    private Ending Late(QueuedTurn<RunTurn> turn)
    {
        var limit = (turn.Turn.Timeouts ?? plan.Backend.Timeouts).Queue;
        var detail = $"No slot of {turn.Turn.Request.Model} on {plan.Host} became free within {limit.TotalSeconds:0.###} s (timeouts.queue).";
        return new Ending(StreamEnd.QueueTimeout, detail, Status: 503, RetryAfter: TimeSpan.FromSeconds(1));
    }

    private TimeSpan Until(long timestamp) => time.GetElapsedTime(time.GetTimestamp(), timestamp) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private readonly record struct QueuedHere(GateLane Lane, QueuedTurn<RunTurn> Turn);
}
