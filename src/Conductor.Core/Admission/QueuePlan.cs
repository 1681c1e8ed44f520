namespace Conductor.Core.Admission;

/// <summary>The bounds of one queue. Immutable.</summary>
internal sealed record QueuePlan
{
    /// <summary>Turns that may wait.</summary>
    /// <value>Default 1,024; from 1 to 100,000.</value>
    public int Limit { get; init; } = 1024;

    /// <summary>Turns that are served at a time; for the estimate of a wait only.</summary>
    /// <value>Default 1.</value>
    public int Slots { get; init; } = 1;
}
