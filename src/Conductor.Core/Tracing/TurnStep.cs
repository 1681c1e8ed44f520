namespace Conductor.Core.Tracing;

/// <summary>What happened to a turn.</summary>
public enum StepKind
{
    /// <summary>It began.</summary>
    Began,

    /// <summary>It was given to a host, or to another one.</summary>
    Routed,

    /// <summary>A stage began.</summary>
    StageBegan,

    /// <summary>A stage is over.</summary>
    StageEnded,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>One step of a turn, as it is told to whoever follows. It holds no words of a prompt or an answer. Immutable.</summary>
/// <param name="Turn">The turn's id.</param>
/// <param name="Number">Its number among the steps of its turn, from 1 without a gap.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Name">The turn's name, the stage's, <c>route</c> or <c>retry</c>, or how it ended.</param>
public sealed record TurnStep(string Turn, int Number, StepKind Kind, DateTimeOffset At, string Name)
{
    /// <summary>How long the stage or the turn took, in seconds; null for other steps.</summary>
    public double? Seconds { get; init; }

    /// <summary>The host; null where none is concerned.</summary>
    public string? Host { get; init; }

    /// <summary>The model as the host names it; null where none is concerned.</summary>
    public string? Model { get; init; }

    /// <summary>Why; null where there is no more to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Tokens of the prompt, by the host's count; null where it has not counted.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer, by the host's count; null where it has not counted.</summary>
    public long? OutputTokens { get; init; }
}
