using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>A say in where turns run, after the router has made its plan. For what no score knows: tenants, prices, hours.</summary>
public interface IRoutingPolicy
{
    /// <summary>
    /// Decides on a plan. It is asked at every turn, more than once while hosts are silent, and on an actor's own turn: it must be
    /// quick, do no I/O, and not throw. Safe for concurrent callers.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="caller">Whose turn it is.</param>
    /// <param name="fleet">What is known of the hosts.</param>
    /// <param name="proposed">The router's own plan: the candidates, best first, or a refusal.</param>
    /// <returns>The plan to follow: the proposed one, one with other or fewer candidates, or <see cref="RoutePlan.Refused"/>.</returns>
    RoutePlan Decide(ModelRequest request, string caller, FleetSnapshot fleet, RoutePlan proposed);
}
