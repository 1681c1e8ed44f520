namespace Conductor.Core.Admission;

/// <summary>
/// How pressing a turn is. While turns of several priorities wait, a high one is served about four times as often as a normal one and a
/// normal one four times as often as a low one; none starves.
/// </summary>
public enum TurnPriority
{
    /// <summary>A person looks at the screen and waits for little.</summary>
    High,

    /// <summary>Anything else.</summary>
    Normal,

    /// <summary>Nobody waits: batches, warm-ups.</summary>
    Low,
}
