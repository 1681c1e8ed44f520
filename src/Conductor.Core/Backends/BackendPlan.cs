namespace Conductor.Core.Backends;

/// <summary>How turns are admitted to one model on one host. Immutable.</summary>
public sealed record BackendPlan
{
    /// <summary>Requests that the host is given at a time.</summary>
    /// <value>Default 1, as Ollama's own; from 1 to 1,024.</value>
    public int Parallel { get; init; } = 1;

    /// <summary>Turns that may wait; one more is refused as <see cref="Streams.StreamEnd.QueueFull"/>.</summary>
    /// <value>Default 1,024; at least 1.</value>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>The time-outs of each stage.</summary>
    public TurnTimeouts Timeouts { get; init; } = TurnTimeouts.Default;
}
