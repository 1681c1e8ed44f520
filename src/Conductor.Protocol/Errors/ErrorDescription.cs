namespace Conductor.Protocol.Errors;

/// <summary>What a code means to the person who meets it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Meaning">One sentence: what happened.</param>
/// <param name="WayOut">One sentence: what to do about it.</param>
/// <param name="Retryable">Whether the same command may succeed later without any change.</param>
public sealed record ErrorDescription(ErrorCode Code, string Meaning, string WayOut, bool Retryable);
