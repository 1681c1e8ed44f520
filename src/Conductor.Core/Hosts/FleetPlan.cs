using System.Collections.Immutable;

namespace Conductor.Core.Hosts;

/// <summary>All hosts as checked from the configuration. Immutable.</summary>
/// <param name="Hosts">The hosts, in the order that decides among equals.</param>
/// <param name="DefaultModel">The model for requests that name none; null: the first that there is.</param>
public sealed record FleetPlan(ImmutableArray<HostPlan> Hosts, string? DefaultModel = null);
