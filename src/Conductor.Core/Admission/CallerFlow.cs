namespace Conductor.Core.Admission;

/// <summary>What one caller has waiting at one priority, in order, and how much it has had. A part of <see cref="FairBand{TTurn}"/>.</summary>
internal sealed class CallerFlow<TTurn>(FairBand<TTurn> band, string caller, int weight, long number)
{
    private int _startPlace = -1;
    private int _backlogPlace = -1;

    public FairBand<TTurn> Band { get; } = band;

    public string Caller { get; } = caller;

    /// <summary>How many callers of the band came before it: decides among equals.</summary>
    public long Number { get; } = number;

    /// <summary>The caller's share relative to others'; from 1.</summary>
    public int Weight { get; set; } = weight;

    /// <summary>Virtual time at which its first waiting turn may begin, or, while none waits, at which its last one is paid for.</summary>
    public double Tag { get; set; }

    /// <summary>Turns that wait.</summary>
    public int Backlog { get; private set; }

    /// <summary>Turns that are being served, whose true cost is still to come.</summary>
    public int Serving { get; set; }

    public QueuedTurn<TTurn>? First { get; private set; }

    public QueuedTurn<TTurn>? Last { get; private set; }

    public void Append(QueuedTurn<TTurn> turn)
    {
        turn.Before = Last;
        if (Last is null)
            First = turn;
        else
            Last.Behind = turn;
        Last = turn;
        Backlog++;
    }

    public void Remove(QueuedTurn<TTurn> turn)
    {
        if (turn.Before is null)
            First = turn.Behind;
        else
            turn.Before.Behind = turn.Behind;
        if (turn.Behind is null)
            Last = turn.Before;
        else
            turn.Behind.Before = turn.Before;
        turn.Before = turn.Behind = null;
        Backlog--;
    }

    /// <summary>The flow whose turn it is first: the one that has had least; among equals the one that is known longest.</summary>
    internal readonly struct ByTag : IHeapOrder<CallerFlow<TTurn>>
    {
        public static bool IsBefore(CallerFlow<TTurn> one, CallerFlow<TTurn> other) =>
            one.Tag < other.Tag || (one.Tag == other.Tag && one.Number < other.Number);

        public static ref int Place(CallerFlow<TTurn> item) => ref item._startPlace;
    }

    /// <summary>The flow that takes up most of the queue for its weight first; among equals the less pressing one.</summary>
    internal readonly struct ByBacklog : IHeapOrder<CallerFlow<TTurn>>
    {
        public static bool IsBefore(CallerFlow<TTurn> one, CallerFlow<TTurn> other)
        {
            var (mine, theirs) = ((long)one.Backlog * other.Weight, (long)other.Backlog * one.Weight);
            if (mine != theirs)
                return mine > theirs;
            return one.Band != other.Band ? one.Band.Priority > other.Band.Priority : one.Number > other.Number;
        }

        public static ref int Place(CallerFlow<TTurn> item) => ref item._backlogPlace;
    }
}
