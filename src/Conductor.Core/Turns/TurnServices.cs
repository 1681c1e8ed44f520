using Conductor.Core.Hosts;
using Conductor.Core.Health;
using Conductor.Core.Streams;

namespace Conductor.Core.Turns;

/// <summary>What a turn needs of its surroundings.</summary>
/// <param name="Fleet">What is known of the hosts.</param>
/// <param name="FleetActor">Who can ask them anew.</param>
/// <param name="Time">The time.</param>
/// <param name="LogOptions">The bounds of its answer.</param>
internal sealed record TurnServices(FleetBoard Fleet, IActorRef FleetActor, TimeProvider Time, ResponseLogOptions LogOptions)
{
    /// <summary>How the fleet is used.</summary>
    public required FleetPlan Plan { get; init; }

    /// <summary>What further attempts of all turns together may cost.</summary>
    public required RetryBudget Budget { get; init; }

    /// <summary>Who answered which conversation last.</summary>
    public Affinities Affinities { get; } = new();

    /// <summary>Who wakes a turn after a pause.</summary>
    public required IScheduler Scheduler { get; init; }
}
