using Conductor.Core.Health;

namespace Conductor.Core.Routing;

/// <summary>
/// Rates a place for a request: by the time until the first token that is to be expected there, measured in what is acceptable for the
/// kind of work; then by its record of failures, and by whether it has just read the conversation.
/// </summary>
internal static class PlaceRating
{
    // Until something was measured: what is usual for a model of a few gigabytes on a disk and a graphics card of today.
    private const double UsualLoad = 10;
    private const double UsualFirstToken = 0.5;
    private const double UsualService = 5;

    private const double PerTarget = 10;
    private const double AffinityBonus = 20;
    private const double ErrorMalus = 50;
    private const double StepMalus = 1e6;
    private const double ObstacleMalus = 1e8;

    public static RouteScore Rate(ModelOnHost place, int step, in LoadKey key, in RouteFacts facts, TaskClass task)
    {
        var gauge = place.Gauge;
        var (ahead, slots) = (gauge.Assigned + gauge.Draining, place.Host.Parallel);
        var fits = place.IsResident && key.Fits(place.LoadedContext, place.LoadedOthers);
        var rest = Math.Max(place.Host.Gauge.RestUntil, gauge.RestUntil);
        var obstacle = Obstacle(place, facts, rest);
        var seconds = Expect(gauge, ahead, slots, fits) / place.Host.Weight;
        var affine = facts.Affinity is { } host && host == place.Host.Name;
        var errors = Math.Max(Errors(gauge, facts), Errors(place.Host.Gauge, facts));
        return new RouteScore
        {
            Obstacle = obstacle,
            Step = step,
            Seconds = seconds,
            Ahead = ahead,
            Slots = slots,
            IsResident = fits,
            IsReload = place.IsResident && !fits,
            IsAffine = affine,
            ErrorRate = errors,
            RestSeconds = obstacle == RouteObstacle.Resting ? (double)(rest - facts.Now) / facts.TicksPerSecond : 0,
            Value = -PerTarget * seconds / task.FirstToken.TotalSeconds + (affine ? AffinityBonus : 0) - ErrorMalus * errors
                - StepMalus * step - ObstacleMalus * (int)obstacle,
        };
    }

    // After a rest somebody has to try, or the place would stay unused for as long as others do. The circuit sees to it that it is one turn.
    private static double Errors(BackendGauge gauge, in RouteFacts facts) =>
        gauge.Circuit != CircuitState.Closed && gauge.RestUntil <= facts.Now ? 0 : gauge.ErrorRate(facts.Now, facts.TicksPerSecond);

    private static double Expect(BackendGauge gauge, int ahead, int slots, bool fits)
    {
        var first = gauge.FirstTokenSeconds is > 0 and var measured ? measured : UsualFirstToken;
        var service = gauge.ServiceSeconds is > 0 and var mean ? mean : UsualService;
        var load = fits ? 0 : gauge.LoadSeconds is > 0 and var last ? last : UsualLoad;
        var wait = ahead < slots ? 0 : service * (ahead - slots + 1) / slots;
        return wait + load + first;
    }

    private static RouteObstacle Obstacle(ModelOnHost place, in RouteFacts facts, long rest)
    {
        if (place.Host.Health == HostHealth.Down)
            return RouteObstacle.Down;
        if (rest > facts.Now)
            return RouteObstacle.Resting;
        if (place.Gauge.IsOnTrial || place.Host.Gauge.IsOnTrial)
            return RouteObstacle.OnTrial;
        if (place.Can is { } can && (facts.Needs & ~can) != ModelNeeds.None)
            return RouteObstacle.CannotDoIt;
        return place.Context is { } context && facts.Tokens > context ? RouteObstacle.TooSmall : RouteObstacle.None;
    }
}
