namespace Conductor.Core.Admission;

/// <summary>One model, with one set of load options, as its host's switch policy sees it.</summary>
/// <param name="Model">The model. Two lanes of one model differ in their load options, so that only one of them can be in memory.</param>
/// <param name="IsOpen">Its turns may be served now.</param>
/// <param name="IsDraining">It was told to finish what it serves and to begin nothing more.</param>
/// <param name="IsResident">The host holds the model in memory with these options, as far as is known.</param>
/// <param name="Serving">Its turns that are on the host.</param>
/// <param name="Waiting">Its turns that wait.</param>
/// <param name="HeadAge">How long the first of those has waited.</param>
/// <param name="OpenFor">How long it has been open.</param>
/// <param name="QuietFor">How long nothing has happened in it.</param>
internal readonly record struct ModelLane(
    string Model,
    bool IsOpen,
    bool IsDraining = false,
    bool IsResident = false,
    int Serving = 0,
    int Waiting = 0,
    TimeSpan HeadAge = default,
    TimeSpan OpenFor = default,
    TimeSpan QuietFor = default)
{
    /// <summary>Nothing of it waits or is served.</summary>
    public bool IsQuiet => Serving == 0 && Waiting == 0;
}

/// <summary>What to do with a lane.</summary>
internal enum SwitchAct
{
    /// <summary>Leave all as it is.</summary>
    Nothing,

    /// <summary>Let its turns be served.</summary>
    Open,

    /// <summary>Begin none of its turns any more, so that another model can take its place once those on the host have ended.</summary>
    Drain,

    /// <summary>Its place is free for another model; nothing of it is on the host.</summary>
    Close,
}

/// <summary>A decision about one lane.</summary>
/// <param name="Act">What to do.</param>
/// <param name="Lane">The lane's place in the list; -1 for <see cref="SwitchAct.Nothing"/>.</param>
internal readonly record struct SwitchMove(SwitchAct Act, int Lane)
{
    public static SwitchMove Nothing => new(SwitchAct.Nothing, -1);
}

/// <summary>
/// Decides which models a host serves while it cannot hold all that are wanted. Loading is what costs: a model that is open keeps its
/// place as long as turns for it come, up to an age cap once others wait. Pure.
/// </summary>
/// <remarks>
/// The cap bounds one stretch, not the sum of waits: a drain is due when somebody has waited, and the open lane has been open, for the
/// cap. So two models that are both flooded change places once per cap and no oftener, however long their queues are, and a turn waits
/// for at most one cap, one drain and one load per model that is ahead of its own.
/// </remarks>
internal static class SwitchPolicy
{
    /// <summary>The next thing to do. To be asked again after it was done, until there is nothing.</summary>
    /// <param name="lanes">All lanes of the host; a few hundred at most.</param>
    /// <param name="places">How many models the host holds at a time; from 1.</param>
    /// <param name="ageCap">How long a model keeps its place while others wait for it.</param>
    public static SwitchMove Next(ReadOnlySpan<ModelLane> lanes, int places, TimeSpan ageCap)
    {
        var open = 0;
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (lanes[lane] is { IsDraining: true, Serving: 0 })
                return new SwitchMove(SwitchAct.Close, lane);
            open += lanes[lane].IsOpen ? 1 : 0;
        }
        var overdue = 0;
        foreach (var waiter in InOrder(lanes, stackalloc int[lanes.Length], ageCap))
        {
            var rival = Rival(lanes, waiter);
            if (rival < 0 && open < places)
                return new SwitchMove(SwitchAct.Open, waiter);
            if (MakePlace(lanes, waiter, rival, ageCap, ref overdue) is { Act: not SwitchAct.Nothing } move)
                return move;
        }
        return SwitchMove.Nothing;
    }

    /// <summary>How long it is until <see cref="Next"/> may say something else although nothing has happened; null for never.</summary>
    public static TimeSpan? NextLook(ReadOnlySpan<ModelLane> lanes, TimeSpan ageCap)
    {
        TimeSpan? soonest = null;
        foreach (ref readonly var waiter in lanes)
        {
            if (waiter.IsOpen || waiter.Waiting == 0)
                continue;
            foreach (ref readonly var open in lanes)
            {
                if (!open.IsOpen || open.IsDraining)
                    continue;
                var due = ageCap - Shorter(waiter.HeadAge, open.OpenFor);
                // One that is due already waits for something else than time.
                if (due > TimeSpan.Zero && (soonest is null || due < soonest))
                    soonest = due;
            }
        }
        return soonest;
    }

    private static SwitchMove MakePlace(ReadOnlySpan<ModelLane> lanes, int waiter, int rival, TimeSpan ageCap, ref int overdue)
    {
        var loser = rival >= 0 ? rival : LongestQuiet(lanes);
        if (loser >= 0 && lanes[loser].IsQuiet)
            return new SwitchMove(SwitchAct.Close, loser);
        loser = rival >= 0 ? rival : LongestOpen(lanes);
        // A rival that is draining already drains for this one.
        if (loser < 0 || lanes[loser].IsDraining || Shorter(lanes[waiter].HeadAge, lanes[loser].OpenFor) < ageCap)
            return SwitchMove.Nothing;
        // One drain per model that waits too long: those under way count for the first of them.
        return rival >= 0 || ++overdue > Draining(lanes) ? new SwitchMove(SwitchAct.Drain, loser) : SwitchMove.Nothing;
    }

    // Those over the cap by age, then those that cost no load, then the rest by age.
    private static ReadOnlySpan<int> InOrder(ReadOnlySpan<ModelLane> lanes, Span<int> waiters, TimeSpan ageCap)
    {
        var count = 0;
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (lanes[lane].IsOpen || lanes[lane].Waiting == 0)
                continue;
            var place = count++;
            for (; place > 0 && IsAhead(lanes[lane], lanes[waiters[place - 1]], ageCap); place--)
                waiters[place] = waiters[place - 1];
            waiters[place] = lane;
        }
        return waiters[..count];
    }

    private static bool IsAhead(in ModelLane one, in ModelLane other, TimeSpan ageCap)
    {
        var (mine, theirs) = (Rank(one, ageCap), Rank(other, ageCap));
        return mine != theirs ? mine < theirs : one.HeadAge > other.HeadAge;
    }

    private static int Rank(in ModelLane lane, TimeSpan ageCap) => lane.HeadAge >= ageCap ? 0 : lane.IsResident ? 1 : 2;

    private static int Rival(ReadOnlySpan<ModelLane> lanes, int waiter)
    {
        for (var lane = 0; lane < lanes.Length; lane++)
            if (lanes[lane].IsOpen && lanes[lane].Model == lanes[waiter].Model)
                return lane;
        return -1;
    }

    private static int LongestQuiet(ReadOnlySpan<ModelLane> lanes)
    {
        var found = -1;
        for (var lane = 0; lane < lanes.Length; lane++)
            if (lanes[lane] is { IsOpen: true, IsQuiet: true } && (found < 0 || lanes[lane].QuietFor > lanes[found].QuietFor))
                found = lane;
        return found;
    }

    private static int LongestOpen(ReadOnlySpan<ModelLane> lanes)
    {
        var found = -1;
        for (var lane = 0; lane < lanes.Length; lane++)
            if (lanes[lane] is { IsOpen: true, IsDraining: false } && (found < 0 || lanes[lane].OpenFor > lanes[found].OpenFor))
                found = lane;
        return found;
    }

    private static int Draining(ReadOnlySpan<ModelLane> lanes)
    {
        var count = 0;
        foreach (ref readonly var lane in lanes)
            count += lane.IsDraining ? 1 : 0;
        return count;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
