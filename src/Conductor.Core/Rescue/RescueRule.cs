using Conductor.Core.Streams;

namespace Conductor.Core.Rescue;

/// <summary>Where a turn may go on after an attempt has ended.</summary>
internal enum RescueRule
{
    /// <summary>Nowhere: the turn ends as the attempt did.</summary>
    Never,

    /// <summary>The same place once more, then the next.</summary>
    SameOnceThenNext,

    /// <summary>The next place; if there is none, the same one once more after a pause.</summary>
    NextElseSame,

    /// <summary>The next place, never the same one.</summary>
    NextOnly,

    /// <summary>Only a model with a larger context.</summary>
    LargerContext,

    /// <summary>The next place, and this was no attempt: nobody was asked.</summary>
    Bounce,
}

/// <summary>The table of ends: which may be rescued, and where.</summary>
internal static class RescueRules
{
    /// <summary>The rule for an attempt's end.</summary>
    /// <param name="ending">The end.</param>
    /// <param name="wasAsked">The host was asked at all.</param>
    /// <param name="begun">The log has something of an answer, from this attempt or an earlier one.</param>
    public static RescueRule For(Ending ending, bool wasAsked, bool begun) => ending.End switch
    {
        StreamEnd.QueueFull => RescueRule.Bounce,
        _ when !wasAsked && ending.End == StreamEnd.BackendFailed => RescueRule.Bounce,
        _ when ContextRefusal.Is(ending) => RescueRule.LargerContext,
        StreamEnd.ConnectTimeout => RescueRule.NextOnly,
        // Both have cost the caller a whole time-out already, and the host would load or brood all the same.
        StreamEnd.LoadTimeout or StreamEnd.FirstTokenTimeout or StreamEnd.IdleTimeout => RescueRule.NextOnly,
        StreamEnd.BackendFailed => OfFailure(ending, begun),
        StreamEnd.BackendMalformed => ending.Status is null ? RescueRule.NextElseSame : RescueRule.NextOnly,
        StreamEnd.BackendCut => RescueRule.NextElseSame,
        // A wrong key, a model that is gone, a place that is not what it says: the next host need not share these.
        StreamEnd.BackendRefused => ending.Status is 401 or 403 or 404 or 405 ? RescueRule.NextOnly : RescueRule.Never,
        _ => RescueRule.Never,
    };

    private static RescueRule OfFailure(Ending ending, bool begun) => ending.Status switch
    {
        // One crashed runner is back at once; asking the same host is then cheaper than loading the model elsewhere.
        500 when !begun => RescueRule.SameOnceThenNext,
        _ => RescueRule.NextElseSame,
    };
}
