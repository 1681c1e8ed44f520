namespace Conductor.Server.Telemetry.Following;

/// <summary>What happened to a turn.</summary>
internal enum StepKind
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

/// <summary>One step of a turn, as it is told to whoever follows. Immutable.</summary>
/// <param name="Turn">The turn's id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Name">The turn's name, the stage's, <c>route</c> or <c>retry</c>, or how it ended.</param>
internal sealed record TurnStep(string Turn, StepKind Kind, DateTimeOffset At, string Name)
{
    /// <summary>How long the stage or the turn took, in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>The host.</summary>
    public string? Host { get; init; }

    /// <summary>The model as the host names it.</summary>
    public string? Model { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public long? OutputTokens { get; init; }
}
