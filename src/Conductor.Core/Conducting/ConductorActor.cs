using Conductor.Core.Conversations;
using Conductor.Core.Health;
using Conductor.Core.Hosts;
using Conductor.Core.Ports;
using Conductor.Core.Sessions;
using Conductor.Core.Turns;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Conducting;

/// <summary>
/// The top of one conductor: parent of the fleet, the conversations and the surfaces, and the one address for those outside. It holds
/// no I/O and hands everything on in the turn in which it came.
/// </summary>
internal sealed class ConductorActor : ReceiveActor
{
    public ConductorActor(ConductorPlan plan, FleetBoard board, AnswerShelf shelf, Task<ConversationPorts> opening, TimeProvider time, ILoggerFactory loggers)
    {
        var fleet = Context.ActorOf(Props.Create(() => new FleetActor(plan.Fleet, board, time, loggers)), "hosts");
        var services = new TurnServices(board, fleet, time, plan.Log)
        {
            Plan = plan.Fleet,
            Policy = plan.Routing,
            Budget = new RetryBudget(plan.Fleet.Rescue.Budget, time),
            Scheduler = Context.System.Scheduler,
            Conversations = plan.Conversations,
            Saving = plan.Saving,
            History = plan.History,
            Shelf = shelf,
        };
        var conversations = Context.ActorOf(Props.Create(() => new ConversationsActor(services, opening)), "conversations");
        var around = new SessionSurroundings(plan.Surfaces, conversations, board, shelf);
        var surfaces = Context.ActorOf(Props.Create(() => new SurfacesActor(around, time, loggers)), "surfaces");
        Receive<StartTurn>(conversations.Forward);
        Receive<ToConversation>(conversations.Forward);
        Receive<BeginConversation>(conversations.Forward);
        Receive<BranchConversation>(conversations.Forward);
        Receive<DrainConversations>(conversations.Forward);
        Receive<EndConversation>(conversations.Forward);
        Receive<RefreshFleet>(fleet.Forward);
        Receive<RecheckHost>(fleet.Forward);
        var warmUp = WarmUpActor.IsWanted(plan.Fleet)
            ? Context.ActorOf(Props.Create(() => new WarmUpActor(plan.Fleet, board, time)), "warm-up")
            : ActorRefs.Nobody;
        Receive<ConnectSurface>(connect =>
        {
            surfaces.Forward(connect);
            if (plan.Fleet.WarmUp.OnConnect)
                warmUp.Tell(new SurfaceCame());
        });
    }
}
