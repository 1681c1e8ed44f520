using Conductor.Core.Backends;
using Conductor.Core.Health;
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
    private readonly GateLanes _lanes = new(plan, orders, gauges, time);
    private readonly GateWords _words = new(plan, circuits);
    private readonly Dictionary<TurnId, Slot> _slots = [];
    private readonly PriorityQueue<GateLane, long> _drains = new();
    private readonly QueueReports _reports = new(plan.ReportPause, time);

    /// <summary>How many models the host holds in memory at a time; <see cref="int.MaxValue"/> for all it has.</summary>
    public int Places { get => _lanes.Places; set => _lanes.Places = value; }

    /// <summary>Why the host takes no turn at all; null while it does.</summary>
    public Ending? Closed { get; private set; }

    /// <summary>Turns that wait.</summary>
    public int Waiting => _lanes.Waiting;

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
            orders.Refuse(order, _words.Resting(order.Request.Model));
        else if (_lanes.For(order) is { } lane)
            Enqueue(order, lane);
        else
            orders.Refuse(order, _words.Full(order.Request.Model));
    }

    /// <summary>Takes a turn out that waits.</summary>
    public bool TryRemove(TurnId turn, out RunTurn? order)
    {
        order = null;
        foreach (var lane in _lanes.All)
        {
            if (!lane.Queue.TryRemove(turn, out var waited))
                continue;
            lane.Gauge.Waiting--;
            order = waited.Turn;
            break;
        }
        if (order is null)
            return false;
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
            foreach (var lane in _lanes.All)
                SendAway(lane, _ => true, () => why);
    }

    /// <summary>Does what is due: ends waits that were too long, frees drained slots, changes models, reports positions.</summary>
    public void Look()
    {
        foreach (var lane in _lanes.All)
            while (lane.Queue.TryTakeExpired(out var late))
            {
                lane.Gauge.Waiting--;
                orders.Refuse(late.Turn, _words.Late(late));
            }
        EndDrains();
        SendAwayThoseWithElsewhere();
        MoveOn();
        if (_reports.NextIn > TimeSpan.Zero)
            return;
        foreach (var lane in _lanes.All)
            QueueReports.Report(lane);
        _reports.Reported();
    }

    /// <summary>How long until <see cref="Look"/> has something to do; null while there is nothing that time changes.</summary>
    public TimeSpan? NextLook
    {
        get
        {
            var waiting = Waiting;
            if (waiting == 0 && _drains.Count == 0)
                return null;
            var next = waiting > 0 ? _reports.NextIn : null;
            if (_drains.TryPeek(out _, out var drained))
                next = Sooner(next, Until(drained));
            foreach (var lane in _lanes.All)
            {
                next = Sooner(next, lane.Queue.TimeLeft);
                if (lane.Queue.Count > 0 && circuits.RestOf(lane.Model) is var rest && rest > TimeSpan.Zero)
                    next = Sooner(next, rest);
            }
            return Places == int.MaxValue ? next : Sooner(next, _lanes.NextChange);
        }
    }

    /// <summary>Forgets models that the host no longer has and that nobody waits for.</summary>
    public void Keep(IReadOnlySet<string> models) => _lanes.Keep(models);

    /// <summary>Begins whatever may begin now.</summary>
    public void MoveOn()
    {
        if (Places != int.MaxValue)
            _lanes.ChangeModels();
        foreach (var lane in _lanes.All)
            while (lane.MayBegin && circuits.TryEnter(lane.Model, out var pass))
                Begin(lane, pass);
    }

    private void Enqueue(RunTurn order, GateLane lane)
    {
        var limits = order.Timeouts ?? plan.Backend.Timeouts;
        lane.Queue.Add(order.Turn, order, order.Caller, order.Weight, order.Priority, limits.Queue, out var refused);
        // Whoever is refused has made room for the other: as many wait as before.
        if (refused is null)
            lane.Gauge.Waiting++;
        else
            orders.Refuse(refused.Turn, _words.Full(lane.Model));
        MoveOn();
        if (lane.Queue.Find(order.Turn) is { } waits)
            QueueReports.Report(waits, lane);
    }

    private void Begin(GateLane lane, HostPass pass)
    {
        if (!lane.Queue.TryTake(out var turn))
            return;
        lane.Gauge.Waiting--;
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

    // Who has another place to go does not wait for this one to recover.
    private void SendAwayThoseWithElsewhere()
    {
        foreach (var lane in _lanes.All)
            if (lane.Queue.Count > 0 && !circuits.WouldAdmit(lane.Model))
                SendAway(lane, order => !order.IsLastResort, () => _words.Resting(lane.Model));
    }

    private void SendAway(GateLane lane, Func<RunTurn, bool> which, Func<Ending> why)
    {
        foreach (var turn in lane.Queue.Waiting.Where(turn => which(turn.Turn)).ToList())
        {
            lane.Queue.TryRemove(turn.Id, out _);
            lane.Gauge.Waiting--;
            orders.Refuse(turn.Turn, why());
        }
    }

    private TimeSpan Until(long timestamp) => time.GetElapsedTime(time.GetTimestamp(), timestamp) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;
}
