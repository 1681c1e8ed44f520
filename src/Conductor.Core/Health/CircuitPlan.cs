namespace Conductor.Core.Health;

/// <summary>When a host or a model is left alone, and for how long. Immutable.</summary>
public sealed record CircuitPlan
{
    /// <summary>The defaults.</summary>
    public static CircuitPlan Default { get; } = new();

    /// <summary>Faults in a row that open the circuit.</summary>
    /// <value>Default 3; from 1 to 100.</value>
    public int Faults { get; init; } = 3;

    /// <summary>The first rest; each further one in a row is twice as long.</summary>
    /// <value>Default 1 s; from 10 ms to 1 min.</value>
    public TimeSpan FirstRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest rest that Conductor imposes by itself. A longer one that the host asks for is kept.</summary>
    /// <value>Default 10 s; from <see cref="FirstRest"/> to 1 h.</value>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much a rest varies by chance, up and down, so that many conductors do not come back at once.</summary>
    /// <value>Default 0.2; from 0 to 0.5.</value>
    public double Jitter { get; init; } = 0.2;

    /// <summary>How long a trial must have been streaming to count as passed before its end. Answers may last for hours.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan TrialProof { get; init; } = TimeSpan.FromSeconds(10);
}
