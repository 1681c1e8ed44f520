using System.Diagnostics.CodeAnalysis;
using Conductor.Core.Streams;

namespace Conductor.Core.Admission;

/// <summary>
/// The turns that wait for one backend. Between priorities and between callers of one priority the host's time is shared by weight;
/// turns of one caller and priority stay in order. Every operation is O(log n) in the callers that wait. Owned by one actor.
/// </summary>
/// <remarks>
/// At its limit the queue takes a turn of a caller that has less waiting than another, at the cost of the newest turn of the caller
/// that has most: otherwise one flood would keep everybody out. Its first come are kept, so a full queue still moves.
/// </remarks>
internal sealed class AdmissionQueue<TTurn>(QueuePlan plan, TimeProvider time)
{
    private readonly Dictionary<TurnId, QueuedTurn<TTurn>> _byId = [];
    private readonly FairBand<TTurn>[] _bands = [new(TurnPriority.High, 16), new(TurnPriority.Normal, 4), new(TurnPriority.Low, 1)];
    private readonly IndexedHeap<CallerFlow<TTurn>, CallerFlow<TTurn>.ByBacklog> _byBacklog = new();
    private readonly IndexedHeap<QueuedTurn<TTurn>, QueuedTurn<TTurn>.ByDeadline> _byDeadline = new();
    private readonly ServiceTimes _times = new();
    private QueuedTurn<TTurn>? _oldest;
    private QueuedTurn<TTurn>? _youngest;
    private double _presentOfBands;
    private int _serving;

    /// <summary>Turns that wait.</summary>
    public int Count => _byId.Count;

    /// <summary>How long turns take on the host on average; null before the first has ended.</summary>
    public TimeSpan? MeanService => _times.Mean;

    /// <summary>When the turn that has waited longest came (<see cref="TimeProvider.GetTimestamp"/>); null when none waits.</summary>
    public long? Oldest => _oldest?.Since;

    /// <summary>Takes a turn in.</summary>
    /// <param name="id">Its name, unique among those that wait.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="weight">That caller's share relative to others'; from 1.</param>
    /// <param name="priority">How pressing it is.</param>
    /// <param name="longestWait">Longest time that it may wait; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</param>
    /// <param name="refused">The turn that has no place: this one, or the newest of the caller that has most waiting; null when all have.</param>
    public void Add(
        TurnId id, TTurn turn, string caller, int weight, TurnPriority priority, TimeSpan longestWait, out QueuedTurn<TTurn>? refused)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        var flow = _bands[(int)priority].Flow(caller, weight);
        var now = time.GetTimestamp();
        var deadline = longestWait == Timeout.InfiniteTimeSpan ? long.MaxValue : now + (long)(longestWait.TotalSeconds * time.TimestampFrequency);
        var added = new QueuedTurn<TTurn>(id, turn, flow, now, deadline);
        refused = Count < plan.Limit ? null : MakeRoom(flow) ?? added;
        if (refused != added)
            Enter(added);
    }

    /// <summary>Takes the turn that is to be served next; <see cref="Served"/> must follow when it has been.</summary>
    public bool TryTake([NotNullWhen(true)] out QueuedTurn<TTurn>? turn)
    {
        FairBand<TTurn>? next = null;
        foreach (var band in _bands)
            if (band.Count > 0 && (next is null || band.Tag < next.Tag))
                next = band;
        turn = null;
        if (next is null)
            return false;
        _presentOfBands = Math.Max(_presentOfBands, next.Tag);
        turn = next.Take();
        Forget(turn);
        turn.ServedSince = time.GetTimestamp();
        _serving++;
        return true;
    }

    /// <summary>A turn that was taken is no longer on the host: its caller is charged for the time that it was.</summary>
    public void Served(QueuedTurn<TTurn> turn)
    {
        var cost = _times.Add(time.GetElapsedTime(turn.ServedSince));
        turn.Flow.Band.Charge(turn.Flow, cost);
        if (--_serving > 0 || Count > 0)
            return;
        _presentOfBands = 0;
        foreach (var band in _bands)
            band.Forget();
    }

    /// <summary>Takes a turn out, wherever it waits.</summary>
    public bool TryRemove(TurnId id, [NotNullWhen(true)] out QueuedTurn<TTurn>? turn)
    {
        if (!_byId.TryGetValue(id, out turn))
            return false;
        Leave(turn);
        return true;
    }

    /// <summary>Takes out a turn that has waited longer than it may, if there is one.</summary>
    public bool TryTakeExpired([NotNullWhen(true)] out QueuedTurn<TTurn>? turn)
    {
        turn = _byDeadline.First;
        if (turn is null || turn.Deadline > time.GetTimestamp())
            return false;
        Leave(turn);
        return true;
    }

    /// <summary>How long it is until the next turn has waited too long; null when none waits, or for ever is allowed.</summary>
    public TimeSpan? TimeLeft =>
        _byDeadline.First is { Deadline: < long.MaxValue } next ? time.GetElapsedTime(time.GetTimestamp(), next.Deadline) : null;

    /// <summary>
    /// Turns that are served before one that waits, at most, if nobody comes or leaves. An upper bound, in constant time for the newest
    /// turn of a caller and in the length of that caller's line for others.
    /// </summary>
    public int Position(QueuedTurn<TTurn> turn)
    {
        return Position(turn.Flow, PlaceInLine(turn));
    }

    /// <summary>The positions of all that wait, in the order in which they came, in one pass.</summary>
    public IEnumerable<(QueuedTurn<TTurn> Turn, int Position)> Positions()
    {
        var places = new Dictionary<CallerFlow<TTurn>, int>();
        for (var turn = _oldest; turn is not null; turn = turn.Younger)
        {
            // A caller's own turns stay in order: so many of its have come before, so many are before it in its line.
            var place = places.GetValueOrDefault(turn.Flow);
            places[turn.Flow] = place + 1;
            yield return (turn, Position(turn.Flow, place));
        }
    }

    /// <summary>A turn that waits; null when it does not.</summary>
    public QueuedTurn<TTurn>? Find(TurnId id) => _byId.GetValueOrDefault(id);

    private int Position(CallerFlow<TTurn> flow, int place)
    {
        var inBand = AheadInBand(flow, place);
        var ahead = inBand;
        foreach (var band in _bands)
            if (band != flow.Band && band.Count > 0)
                ahead += (int)Math.Min(band.Count, band.ShareBefore(flow.Band.TagAfter(inBand)));
        return (int)Math.Min(ahead, Count - 1L);
    }

    /// <summary>How long a turn with so many ahead is likely to wait; null before the first turn has ended.</summary>
    public TimeSpan? EstimateWait(int position) => _times.Mean is { } mean ? mean * (position + 1) / plan.Slots : null;

    /// <summary>All that wait, in the order in which they came.</summary>
    public IEnumerable<QueuedTurn<TTurn>> Waiting
    {
        get
        {
            for (var turn = _oldest; turn is not null; turn = turn.Younger)
                yield return turn;
        }
    }

    private static long AheadInBand(CallerFlow<TTurn> flow, int place)
    {
        var band = flow.Band;
        var until = band.TimeUntil(flow, place);
        var others = (band.WaitingWeight - flow.Weight) * until + band.WaitingCallers - 1;
        return (long)Math.Min(place + Math.Ceiling(others), band.Count - (flow.Backlog - place));
    }

    private static int PlaceInLine(QueuedTurn<TTurn> turn)
    {
        if (turn.Behind is null)
            return turn.Flow.Backlog - 1;
        var place = 0;
        for (var before = turn.Before; before is not null; before = before.Before)
            place++;
        return place;
    }

    // The newest turn of whoever has most waiting, unless the newcomer would then be the one who has most.
    private QueuedTurn<TTurn>? MakeRoom(CallerFlow<TTurn> newcomer)
    {
        var fullest = _byBacklog.First!;
        if ((long)fullest.Backlog * newcomer.Weight <= (newcomer.Backlog + 1L) * fullest.Weight)
            return null;
        var last = fullest.Last!;
        Leave(last);
        return last;
    }

    private void Enter(QueuedTurn<TTurn> turn)
    {
        _byId.Add(turn.Id, turn);
        turn.Older = _youngest;
        if (_youngest is null)
            _oldest = turn;
        else
            _youngest.Younger = turn;
        _youngest = turn;
        _byDeadline.Add(turn);
        turn.Flow.Band.Add(turn, _presentOfBands);
        if (turn.Flow.Backlog == 1)
            _byBacklog.Add(turn.Flow);
        else
            _byBacklog.Settle(turn.Flow);
    }

    private void Leave(QueuedTurn<TTurn> turn)
    {
        turn.Flow.Band.Drop(turn);
        Forget(turn);
    }

    private void Forget(QueuedTurn<TTurn> turn)
    {
        _byId.Remove(turn.Id);
        _byDeadline.Remove(turn);
        if (turn.Older is null)
            _oldest = turn.Younger;
        else
            turn.Older.Younger = turn.Younger;
        if (turn.Younger is null)
            _youngest = turn.Older;
        else
            turn.Younger.Older = turn.Older;
        turn.Older = turn.Younger = null;
        if (turn.Flow.Backlog == 0)
            _byBacklog.Remove(turn.Flow);
        else
            _byBacklog.Settle(turn.Flow);
    }
}
