using Conductor.Core.Streams;

namespace Conductor.Core.Health;

/// <summary>What the end of an attempt says about whoever was asked.</summary>
internal enum Verdict
{
    /// <summary>Nothing: the caller left, we gave up, or it never got there.</summary>
    Nothing,

    /// <summary>It works. A refusal of the request itself counts here: it was understood and answered.</summary>
    Good,

    /// <summary>It works, but wants to be left alone for a while.</summary>
    Busy,

    /// <summary>It failed.</summary>
    Fault,
}

/// <summary>What the end of an attempt says, and of what.</summary>
/// <param name="Verdict">What it says.</param>
/// <param name="IsWholeHost">It is the host's doing, not only that of the one model on it.</param>
internal readonly record struct HostVerdict(Verdict Verdict, bool IsWholeHost)
{
    /// <summary>Judges by an attempt's end, never by its headers: an answer that breaks off was no success.</summary>
    public static HostVerdict Of(Ending ending) => ending.End switch
    {
        StreamEnd.Completed or StreamEnd.LengthLimit or StreamEnd.BackendRefused => new(Verdict.Good, IsWholeHost: true),
        StreamEnd.ConnectTimeout => new(Verdict.Fault, IsWholeHost: true),
        StreamEnd.BackendFailed => OfFailure(ending),
        StreamEnd.BackendMalformed => new(Verdict.Fault, IsWholeHost: ending.Status is not null),
        StreamEnd.BackendCut or StreamEnd.LoadTimeout or StreamEnd.FirstTokenTimeout or StreamEnd.IdleTimeout => new(Verdict.Fault, IsWholeHost: false),
        _ => default,
    };

    private static HostVerdict OfFailure(Ending ending) => ending switch
    {
        { Status: 429 } or { Status: 503, RetryAfter: not null } => new(Verdict.Busy, IsWholeHost: true),
        // A proxy that cannot reach the server behind it, or a connection that did not come about, fails every model alike;
        // a 500 or an error in the middle of an answer is mostly one model's runner.
        { Status: 502 or 503 or 504 or null } => new(Verdict.Fault, IsWholeHost: true),
        _ => new(Verdict.Fault, IsWholeHost: false),
    };
}
