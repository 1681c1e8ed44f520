using Conductor.Core.Health;
using Conductor.Core.Hosts;
using Conductor.Core.Rescue;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>How far a turn is tried again.</summary>
    public RescuePlan Retry { get; init; } = RescuePlan.Default;

    /// <summary>When a host, or a model on one, is left alone, and for how long.</summary>
    public CircuitPlan Circuit { get; init; } = CircuitPlan.Default;

    /// <summary>How often hosts are asked for their news.</summary>
    public ProbePlan Probe { get; init; } = ProbePlan.Default;

    /// <summary>Longest wait for the answer to such a question; a host that takes longer counts as down.</summary>
    /// <value>Default 5 s; from 10 ms to 1 min.</value>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether models are brought into memory before somebody asks for them.</summary>
    public WarmUpPlan WarmUp { get; init; } = WarmUpPlan.Default;
}
