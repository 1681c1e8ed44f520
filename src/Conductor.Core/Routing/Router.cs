using System.Collections.Immutable;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>Decides where a request may run. A pure function of the request and what is known of the fleet: same in, same out.</summary>
public static class Router
{
    private const double ResidentBonus = 15;
    private const double DownMalus = 100;

    /// <summary>Plans a request for a model, or for the default one where <paramref name="model"/> is empty.</summary>
    public static RoutePlan Plan(string model, FleetSnapshot fleet)
    {
        var wanted = model.Length > 0 ? model : fleet.DefaultModel ?? FirstModel(fleet);
        if (wanted is null)
            return RoutePlan.Refused(Refusals.NothingThere(fleet));
        var candidates = Candidates(wanted, fleet);
        return candidates.IsEmpty ? RoutePlan.Refused(Refusals.NotFound(wanted, fleet)) : RoutePlan.To(candidates);
    }

    private static ImmutableArray<RouteCandidate> Candidates(string wanted, FleetSnapshot fleet)
    {
        var found = ImmutableArray.CreateBuilder<RouteCandidate>();
        foreach (var host in fleet.Hosts)
            if (Find(wanted, host) is { } model)
                found.Add(Judge(host, model));
        // Stable: among equals the order of the configuration decides.
        return [.. found.OrderByDescending(candidate => candidate.Score)];
    }

    private static RouteCandidate Judge(HostSnapshot host, string model)
    {
        var resident = host.Findings.Resident.Any(one => ModelName.AreSame(one.Name, model));
        var score = (resident ? ResidentBonus : 0) - (host.Health == HostHealth.Down ? DownMalus : 0);
        var reason = (host.Health, resident) switch
        {
            (HostHealth.Down, _) => "has the model, but did not answer the last time",
            (_, true) => "holds the model in memory",
            _ => "has the model",
        };
        return new RouteCandidate(host.Name, host.Ref, model, resident, score, reason);
    }

    private static string? Find(string wanted, HostSnapshot host)
    {
        foreach (var model in host.Findings.Models)
            if (ModelName.AreSame(model.Name, wanted))
                return model.Name;
        return null;
    }

    private static string? FirstModel(FleetSnapshot fleet) =>
        fleet.ActiveHosts.OrderBy(host => host.Health == HostHealth.Down).SelectMany(host => host.Findings.Models).FirstOrDefault()?.Name;
}
