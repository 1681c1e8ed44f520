using System.Collections.Immutable;
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

    /// <summary>How fast it is compared with the others, as the operator sees it: with 2, a wait counts half.</summary>
    /// <value>Default 1; from 0.01 to 100.</value>
    public double Weight { get; init; } = 1;

    /// <summary>How many models it holds in memory at a time; null: found out by watching, beginning with what is usual for its kind.</summary>
    /// <value>Default null; from 1 to 1,000.</value>
    public int? Places { get; init; }

    /// <summary>The only models of it that are used; empty: all that it has.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>It answers only as long as no other host has any model.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>Nobody asked for it, it is only looked for: that it is not there is no news.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Longest wait for a probe's answer. A host that takes longer counts as down.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
