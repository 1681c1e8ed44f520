using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Health;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Turns;

/// <summary>What a turn needs of its surroundings.</summary>
/// <param name="Fleet">What is known of the hosts.</param>
/// <param name="FleetActor">Who can ask them anew.</param>
/// <param name="Time">The time.</param>
/// <param name="LogOptions">The bounds of its answer, as they are at the start.</param>
internal sealed record TurnServices(FleetBoard Fleet, IActorRef FleetActor, TimeProvider Time, ResponseLogOptions LogOptions)
{
    /// <summary>How the fleet is used.</summary>
    public required FleetPlan Plan { get => Fleet.Plan ?? field; init; }

    /// <summary>The bounds of an answer that begins now.</summary>
    public ResponseLogOptions LogOptions { get => Fleet.Log ?? field; init; } = LogOptions;

    /// <summary>What further attempts of all turns together may cost.</summary>
    public required RetryBudget Budget { get; init; }

    /// <summary>Who answered which conversation last.</summary>
    public Affinities Affinities { get; } = new();

    /// <summary>Who wakes a turn after a pause.</summary>
    public required IScheduler Scheduler { get; init; }

    /// <summary>Where the ends of turns are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The bounds of conversations.</summary>
    public ConversationOptions Conversations { get; init; } = new();

    /// <summary>How answers are saved.</summary>
    public SavingOptions Saving { get; init; } = new();

    /// <summary>How conversations are made to fit a model.</summary>
    public HistoryOptions History { get => Fleet.History ?? field; init; } = new();

    /// <summary>The answers that can be read now.</summary>
    public required AnswerShelf Shelf { get; init; }

    /// <summary>Who has a say in where turns run; null for nobody but the router.</summary>
    public IRoutingPolicy? Policy { get; init; }

    /// <summary>Where a turn may run: what the router plans, and the policy makes of it.</summary>
    public RoutePlan Route(StartTurn order, in RouteFacts facts, FleetSnapshot fleet)
    {
        var plan = Router.Plan(facts, fleet);
        if (Policy is null)
            return plan;
        var decided = Policy.Decide(order.Request, order.Caller, fleet, plan);
        return decided.Refusal is null && decided.Candidates.IsDefaultOrEmpty
            ? RoutePlan.Refused(new Ending(StreamEnd.BackendRefused, "The routing policy leaves no host for this request.", Status: 503))
            : decided;
    }
}
