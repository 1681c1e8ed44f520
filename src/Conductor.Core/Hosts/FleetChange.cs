using System.Collections.Immutable;
using Conductor.Core.Models;

namespace Conductor.Core.Hosts;

/// <summary>What a new plan changes in a fleet. Immutable.</summary>
/// <param name="Plan">The new plan, with the drivers that stay in the place of those made anew.</param>
/// <param name="Gone">Hosts of the old plan that go, those among them that come back changed.</param>
/// <param name="Started">Hosts of the new plan that begin.</param>
/// <param name="UnusedDrivers">Drivers of the new plan that nobody needs.</param>
internal sealed record FleetChange(FleetPlan Plan, ImmutableArray<HostPlan> Gone, ImmutableArray<HostPlan> Started, ImmutableArray<IModelHost> UnusedDrivers)
{
    /// <summary>Compares two plans.</summary>
    /// <param name="before">The plan that holds.</param>
    /// <param name="after">The plan that shall.</param>
    /// <param name="sameDrivers">The hosts whose drivers are set up as before.</param>
    public static FleetChange Between(FleetPlan before, FleetPlan after, ImmutableHashSet<string> sameDrivers)
    {
        // What every host goes by: where that changes, all are new.
        var isSameFleet = before.Probe == after.Probe && before.Circuit == after.Circuit
            && before.Admission.SwitchAge == after.Admission.SwitchAge && before.Admission.ReportPause == after.Admission.ReportPause;
        var kept = before.Hosts
            .Where(old => isSameFleet && sameDrivers.Contains(old.Name) && after.Hosts.Any(host => IsSame(old, host)))
            .ToDictionary(host => host.Name, StringComparer.Ordinal);
        return new FleetChange(
            after with { Hosts = [.. after.Hosts.Select(host => kept.GetValueOrDefault(host.Name, host))] },
            [.. before.Hosts.Where(host => !kept.ContainsKey(host.Name))],
            [.. after.Hosts.Where(host => !kept.ContainsKey(host.Name))],
            [.. after.Hosts.Where(host => kept.TryGetValue(host.Name, out var old) && !ReferenceEquals(old.Driver, host.Driver)).Select(host => host.Driver)]);
    }

    private static bool IsSame(HostPlan old, HostPlan host) =>
        old.Models.SequenceEqual(host.Models, StringComparer.Ordinal) && old with { Driver = host.Driver, Models = host.Models } == host;
}
