using System.Collections.Immutable;
using Conductor.Core.Streams;

namespace Conductor.Core.Routing;

/// <summary>One place where a turn may run.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Ref">The host's actor.</param>
/// <param name="Model">The model's name as that host writes it.</param>
/// <param name="IsResident">The host holds the model in memory.</param>
/// <param name="Score">Higher is better; meaningful only within one plan.</param>
/// <param name="Reason">Why it has that score, for people.</param>
public sealed record RouteCandidate(string Host, IActorRef Ref, string Model, bool IsResident, double Score, string Reason);

/// <summary>What the router decided: where to try, best first, or why nowhere.</summary>
/// <param name="Candidates">At most one per host; empty when there is a refusal.</param>
/// <param name="Refusal">Why no host can take the request; null when there are candidates.</param>
public sealed record RoutePlan(ImmutableArray<RouteCandidate> Candidates, Ending? Refusal)
{
    /// <summary>A plan of where to try.</summary>
    public static RoutePlan To(ImmutableArray<RouteCandidate> candidates) => new(candidates, null);

    /// <summary>A refusal.</summary>
    public static RoutePlan Refused(Ending refusal) => new([], refusal);
}
