using Conductor.Core.Health;
using Conductor.Core.Streams;

namespace Conductor.Core.Rescue;

/// <summary>One place where a turn may run, as far as a rescue must know it.</summary>
/// <param name="Host">The host.</param>
/// <param name="Model">The model on it.</param>
/// <param name="ContextLength">Tokens that it can take in; null where that is not known.</param>
internal readonly record struct RescuePlace(string Host, string Model, int? ContextLength = null);

/// <summary>What to do next with a turn.</summary>
/// <param name="Place">The place to ask, as an index into the path's places; -1: end the turn.</param>
/// <param name="Pause">How long to wait before that.</param>
/// <param name="Ending">What the turn ends as; null unless it does.</param>
internal readonly record struct RescueMove(int Place, TimeSpan Pause, Ending? Ending)
{
    public bool IsEnd => Ending is not null;
}

/// <summary>The way of one turn through the places where it may run, best first. Owned by the turn.</summary>
internal sealed class RescuePath(ReadOnlyMemory<RescuePlace> places, RescuePlan plan, RetryBudget budget, Random random)
{
    private const int MostAtOnePlace = 2;

    private readonly int[] _asked = new int[places.Length];
    private List<string>? _shunned;
    private Ending? _bounced;
    private Ending? _failed;
    private Ending? _failedFirst;
    private int _attempts;
    private int _pauses;
    private int _place = -1;
    private (int Place, TimeSpan Pause)? _lastResort;

    /// <summary>Attempts so far, not counting those where nobody was asked.</summary>
    public int Attempts => _attempts;

    /// <summary>There is another place that was not asked yet and that is not shunned.</summary>
    public bool HasElsewhere
    {
        get
        {
            for (var place = 0; place < places.Length; place++)
                if (place != _place && IsOpen(place))
                    return true;
            return false;
        }
    }

    /// <summary>The first place. There must be one.</summary>
    public RescueMove Begin() => Ask(0, TimeSpan.Zero);

    /// <summary>Where to go after an attempt at the last place has ended other than well.</summary>
    /// <param name="ending">How it ended.</param>
    /// <param name="wasAsked">The host was asked at all.</param>
    /// <param name="added">The attempt has added to the answer.</param>
    /// <param name="begun">The log has something of an answer, from whichever attempt.</param>
    public RescueMove After(Ending ending, bool wasAsked, bool added, bool begun)
    {
        var rule = RescueRules.For(ending, wasAsked, begun);
        Remember(ending, rule, added);
        if (rule == RescueRule.Bounce)
            return Elsewhere() is { } other ? Ask(other.Place, other.Pause) : End();
        _attempts++;
        if (rule == RescueRule.Never || _attempts > plan.Attempts || Choose(ending, rule) is not { } move || !budget.TryTakeOut())
            return End();
        return Ask(move.Place, move.Pause);
    }

    /// <summary>
    /// What the turn ends as when nothing more is tried: the failure of the attempt that readers have seen something of, else the first
    /// one. What a stand-in refused afterwards is not what went wrong.
    /// </summary>
    public Ending Failure() => _failed ?? _failedFirst ?? _bounced ?? throw new InvalidOperationException("Nothing has failed.");

    private (int Place, TimeSpan Pause)? Choose(Ending ending, RescueRule rule)
    {
        var pause = ending.RetryAfter ?? NextPause();
        var mayAskAgain = _asked[_place] < MostAtOnePlace && pause <= plan.LongestPause;
        if (rule == RescueRule.SameOnceThenNext && mayAskAgain)
            return (_place, pause);
        Shun(ending);
        _lastResort = rule == RescueRule.NextElseSame && mayAskAgain ? (_place, pause) : null;
        return rule == RescueRule.LargerContext ? Larger() : Elsewhere();
    }

    private (int Place, TimeSpan Pause)? Elsewhere()
    {
        for (var place = 0; place < places.Length; place++)
            if (IsOpen(place))
                return (place, TimeSpan.Zero);
        var last = _lastResort;
        _lastResort = null;
        return last;
    }

    private RescueMove Ask(int place, TimeSpan pause)
    {
        _place = place;
        _asked[place]++;
        return new RescueMove(place, pause, null);
    }

    private RescueMove End() => new(-1, TimeSpan.Zero, Failure());

    private void Remember(Ending ending, RescueRule rule, bool added)
    {
        if (rule == RescueRule.Bounce)
            _bounced ??= ending;
        else
            _failedFirst ??= ending;
        if (added)
            _failed = ending;
    }

    // A host that cannot be had at all is not asked for another of its models either.
    private void Shun(Ending ending)
    {
        if (HostVerdict.Of(ending) is { Verdict: Verdict.Fault or Verdict.Busy, IsWholeHost: true })
            (_shunned ??= []).Add(places.Span[_place].Host);
    }

    private (int Place, TimeSpan Pause)? Larger()
    {
        var refused = places.Span[_place];
        for (var place = 0; place < places.Length; place++)
            if (IsOpen(place) && MayTakeMore(places.Span[place], refused))
                return (place, TimeSpan.Zero);
        return null;
    }

    private bool IsOpen(int place) => _asked[place] == 0 && _shunned?.Contains(places.Span[place].Host) != true;

    private static bool MayTakeMore(in RescuePlace other, in RescuePlace refused) =>
        other.ContextLength is { } more && refused.ContextLength is { } less ? more > less : other.Model != refused.Model;

    private TimeSpan NextPause() => plan.Pause * Math.Pow(2, _pauses++) * (0.5 + 0.5 * random.NextDouble());
}
