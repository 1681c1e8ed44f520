namespace Conductor.Core.Admission;

/// <summary>
/// The turns of one priority, shared fairly between callers: start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996). Each caller
/// has a tag in virtual time, which every served turn moves on by its cost over the caller's weight; the lowest tag is served next. A
/// caller that was away comes back at the present, so it can neither save up a claim nor is it made to pay for idle times.
/// </summary>
/// <remarks>
/// What a turn costs is known only after it was served. It is charged as an average one at first and corrected at its end, as Sheng et al.
/// do for tokens ("Fairness in Serving Large Language Models", OSDI 2024): fair is what is equal in time on the host, not in number.
/// </remarks>
internal sealed class FairBand<TTurn>(TurnPriority priority, int weight)
{
    // Callers that owe something stay known while they have nothing waiting; more of them than this are looked through once in a while.
    private const int QuietlyKept = 256;

    private readonly Dictionary<string, CallerFlow<TTurn>> _flows = new(StringComparer.Ordinal);
    private readonly IndexedHeap<CallerFlow<TTurn>, CallerFlow<TTurn>.ByTag> _waiting = new();
    private double _now;
    private long _numbers;
    private int _lookThroughAt = QuietlyKept;

    public TurnPriority Priority { get; } = priority;

    /// <summary>Turns that wait.</summary>
    public int Count { get; private set; }

    /// <summary>The band's own tag in the virtual time between bands; the same method one level up.</summary>
    public double Tag { get; private set; }

    /// <summary>Callers with something waiting.</summary>
    public int WaitingCallers => _waiting.Count;

    /// <summary>Virtual time from the next turn of all to a caller's turn at a place in its own line.</summary>
    public double TimeUntil(CallerFlow<TTurn> flow, int place) =>
        flow.Tag - _waiting.First!.Tag + (double)place / flow.Weight;

    /// <summary>The band's tag after so many more of its turns.</summary>
    public double TagAfter(long turns) => Tag + (double)turns / weight;

    /// <summary>How many of its turns are served before another band's tag, at most.</summary>
    public double ShareBefore(double otherTag) => Math.Max(0, Math.Ceiling((otherTag - Tag) * weight) + 1);

    /// <summary>The sum of the weights of all callers with something waiting.</summary>
    public long WaitingWeight { get; private set; }

    public CallerFlow<TTurn> Flow(string caller, int weight)
    {
        if (!_flows.TryGetValue(caller, out var flow))
        {
            DropPaidUp();
            _flows.Add(caller, flow = new CallerFlow<TTurn>(this, caller, weight, _numbers++));
        }
        else if (flow.Weight != weight)
        {
            WaitingWeight += flow.Backlog > 0 ? weight - flow.Weight : 0;
            flow.Weight = weight;
        }
        return flow;
    }

    public void Add(QueuedTurn<TTurn> turn, double presentOfBands)
    {
        if (Count++ == 0)
            Tag = Math.Max(Tag, presentOfBands);
        var flow = turn.Flow;
        flow.Append(turn);
        if (flow.Backlog > 1)
            return;
        flow.Tag = Math.Max(flow.Tag, _now);
        WaitingWeight += flow.Weight;
        _waiting.Add(flow);
    }

    /// <summary>Takes the next turn. There must be one.</summary>
    public QueuedTurn<TTurn> Take()
    {
        var flow = _waiting.First!;
        var turn = flow.First!;
        _now = Math.Max(_now, flow.Tag);
        Tag += 1.0 / weight;
        flow.Serving++;
        flow.Tag += 1.0 / flow.Weight;
        Drop(turn);
        if (flow.Backlog > 0)
            _waiting.Settle(flow);
        return turn;
    }

    /// <summary>Takes a turn out of the middle.</summary>
    public void Drop(QueuedTurn<TTurn> turn)
    {
        Count--;
        turn.Flow.Remove(turn);
        if (turn.Flow.Backlog > 0)
            return;
        WaitingWeight -= turn.Flow.Weight;
        _waiting.Remove(turn.Flow);
    }

    /// <summary>A turn has been served: its caller is charged what it cost beyond the one average turn that it has paid.</summary>
    /// <param name="flow">The caller.</param>
    /// <param name="cost">In average turns.</param>
    public void Charge(CallerFlow<TTurn> flow, double cost)
    {
        flow.Serving--;
        flow.Tag += (cost - 1) / flow.Weight;
        if (flow.Backlog > 0)
            _waiting.Settle(flow);
    }

    /// <summary>Nothing waits and nothing is served: what was is forgotten.</summary>
    public void Forget()
    {
        _flows.Clear();
        (_now, Tag) = (0, 0);
    }

    // A caller whose tag lies in the past owes nothing: when it comes back, it begins at the present like a new one.
    private void DropPaidUp()
    {
        if (_flows.Count < _lookThroughAt)
            return;
        foreach (var (caller, flow) in _flows)
            if (flow is { Backlog: 0, Serving: 0 } && flow.Tag <= _now)
                _flows.Remove(caller);
        // Twice of what is left: the look costs each newcomer a constant on average.
        _lookThroughAt = Math.Max(QuietlyKept, 2 * _flows.Count);
    }
}
