using System.Collections.Immutable;
using Conductor.Core.Admission;
using Conductor.Core.Health;
using Conductor.Core.Rescue;
using Conductor.Core.Routing;

namespace Conductor.Core.Hosts;

/// <summary>All hosts and how they are used, as checked from the configuration. Immutable.</summary>
/// <param name="Hosts">The hosts, in the order that decides among equals.</param>
/// <param name="DefaultModel">The model for requests that name none; null: the first that there is.</param>
public sealed record FleetPlan(ImmutableArray<HostPlan> Hosts, string? DefaultModel = null)
{
    /// <summary>What names mean: aliases with what they pin, stand-ins, the models for kinds of work, time-outs of single models, preloads.</summary>
    public NameTable Names { get; init; } = NameTable.Empty;

    /// <summary>How callers share the hosts.</summary>
    public AdmissionPlan Admission { get; init; } = AdmissionPlan.Default;

    /// <summary>How far a turn is tried again.</summary>
    public RescuePlan Rescue { get; init; } = RescuePlan.Default;

    /// <summary>When a host, or a model on one, is left alone, and for how long.</summary>
    public CircuitPlan Circuit { get; init; } = CircuitPlan.Default;

    /// <summary>How often hosts are asked for their news.</summary>
    public ProbePlan Probe { get; init; } = ProbePlan.Default;

    /// <summary>Whether models are brought into memory before somebody asks for them.</summary>
    public WarmUpPlan WarmUp { get; init; } = WarmUpPlan.Default;
}
