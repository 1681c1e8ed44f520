namespace Conductor.Core.Backends;

/// <summary>How long each stage of a turn may take. <see cref="Timeout.InfiniteTimeSpan"/> switches one off. (The connect time-out belongs to the host's driver.)</summary>
public sealed record TurnTimeouts
{
    /// <summary>The defaults.</summary>
    public static TurnTimeouts Default { get; } = new();

    /// <summary>Longest wait for a slot.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Queue { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for the first token of a model that the host does not hold in memory.</summary>
    /// <value>Default 5 min.</value>
    public TimeSpan Load { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest wait for the first token of a model that the host holds in memory.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan FirstToken { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence between two bytes from the host once it has begun.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest time that an answer waits for readers of whom none gets any further, or for one to come: its slot is wanted by others.
    /// </summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for the whole answer. Answers may last for hours, so it is off.</summary>
    /// <value>Default off.</value>
    public TimeSpan Total { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The same for an answer that comes in one piece: its host shows no sign of life before all of it is done, so it has as long as a load.</summary>
    internal TurnTimeouts ForWholeAnswers() =>
        FirstToken == Timeout.InfiniteTimeSpan || (Load != Timeout.InfiniteTimeSpan && Load <= FirstToken) ? this : this with { FirstToken = Load };
}
