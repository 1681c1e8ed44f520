using System.Collections.Immutable;
using Conductor.Core.Streams;

namespace Conductor.Core.Routing;

/// <summary>One place where a turn may run. Immutable.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Ref">The host's actor.</param>
/// <param name="Model">The model's name as that host writes it.</param>
/// <param name="Rating">Why it stands where it does.</param>
public readonly record struct RouteCandidate(string Host, IActorRef Ref, string Model, RouteScore Rating)
{
    /// <summary>The host holds the model in memory as the request needs it.</summary>
    public bool IsResident => Rating.IsResident;

    /// <summary>Higher is better; meaningful only within one plan.</summary>
    public double Score => Rating.Value;

    /// <summary>Why it has that score, for people. Made anew at each call.</summary>
    public string Reason => Rating.ToString();

    /// <summary>Tokens that the model takes in there; null where that is not known.</summary>
    public int? Context { get; init; }

    /// <summary>What the names that led here pin.</summary>
    public ImmutableArray<ModelPlan> Pins { get; init; }

    /// <summary>How the model is doing there.</summary>
    public required BackendGauge Gauge { get; init; }

    /// <summary>The host answers as far as is known, and is not left alone.</summary>
    public bool IsOpen => Rating.Obstacle < RouteObstacle.Resting;
}

/// <summary>What the router decided: where to try, best first, or why nowhere.</summary>
/// <param name="Candidates">At most one per host and model; empty when there is a refusal.</param>
/// <param name="Refusal">Why no host can take the request; null when there are candidates.</param>
public sealed record RoutePlan(ImmutableArray<RouteCandidate> Candidates, Ending? Refusal)
{
    /// <summary>The kind of work that the request was taken for.</summary>
    public TaskKind Task { get; init; }

    /// <summary>A refusal.</summary>
    public static RoutePlan Refused(Ending refusal) => new([], refusal);
}
