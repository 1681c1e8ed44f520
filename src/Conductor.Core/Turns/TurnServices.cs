using Conductor.Core.Hosts;
using Conductor.Core.Streams;

namespace Conductor.Core.Turns;

/// <summary>What a turn needs of its surroundings.</summary>
/// <param name="Fleet">What is known of the hosts.</param>
/// <param name="FleetActor">Who can ask them anew.</param>
/// <param name="Time">The time.</param>
/// <param name="LogOptions">The bounds of its answer.</param>
internal sealed record TurnServices(FleetBoard Fleet, IActorRef FleetActor, TimeProvider Time, ResponseLogOptions LogOptions);
