using Conductor.Core.Backends;
using Conductor.Core.Models;

namespace Conductor.Core.Hosts;

/// <summary>One host as checked from the configuration. Immutable.</summary>
public sealed record HostPlan
{
    /// <summary>Its name: unique in the fleet.</summary>
    public required string Name { get; init; }

    /// <summary>The driver that speaks to it. The fleet disposes of it when the host goes.</summary>
    public required IModelHost Driver { get; init; }

    /// <summary>How turns are admitted to each of its models.</summary>
    public BackendPlan Backend { get; init; } = new();

    /// <summary>It answers only as long as no other host has any model.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>Nobody asked for it, it is only looked for: that it is not there is no news.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Longest wait for a probe's answer. A host that takes longer counts as down.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
