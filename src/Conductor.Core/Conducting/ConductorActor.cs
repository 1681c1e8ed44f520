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
    private readonly FleetBoard _board;
    private readonly TimeProvider _time;
    private FleetPlan _fleet;
    private IActorRef _warmUp = ActorRefs.Nobody;
    private int _warmUps;

    public ConductorActor(ConductorPlan plan, FleetBoard board, AnswerShelf shelf, IPermits permits, Task<ConversationPorts> opening, TimeProvider time, ILoggerFactory loggers)
    {
        (_board, _time, _fleet) = (board, time, plan.Fleet);
        var fleet = Context.ActorOf(Props.Create(() => new FleetActor(plan.Fleet, board, permits, time, loggers)), "hosts");
        var services = new TurnServices(board, fleet, time, plan.Log)
        {
            Plan = plan.Fleet,
            Logger = loggers.CreateLogger(TurnLog.Area),
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
        Receive<ListSurfaces>(surfaces.Forward);
        Receive<StartTurn>(conversations.Forward);
        Receive<ToConversation>(conversations.Forward);
        Receive<BeginConversation>(conversations.Forward);
        Receive<BranchConversation>(conversations.Forward);
        Receive<DrainConversations>(drain =>
        {
            conversations.Forward(drain);
            surfaces.Tell(new LeaveSoon("The conductor is being stopped."));
        });
        Receive<EndConversation>(conversations.Forward);
        Receive<RefreshFleet>(fleet.Forward);
        Receive<RecheckHost>(fleet.Forward);
        WarmUpBy(plan.Fleet);
        Receive<ConnectSurface>(connect =>
        {
            surfaces.Forward(connect);
            if (_fleet.WarmUp.OnConnect)
                _warmUp.Tell(new SurfaceCame());
        });
        Receive<ApplyPlan>(order =>
        {
            (board.Log, board.History) = (order.Plan.Log, order.Plan.History);
            fleet.Forward(new ApplyFleetPlan(order.Plan.Fleet, order.SameDrivers));
            WarmUpBy(order.Plan.Fleet);
        });
    }

    // The wishes of the plan before are forgotten: what they have loaded stays for as long as any model does.
    private void WarmUpBy(FleetPlan fleet)
    {
        var isAsBefore = _warmUps > 0 && _fleet.WarmUp == fleet.WarmUp && _fleet.DefaultModel == fleet.DefaultModel && Preloads(_fleet).SequenceEqual(Preloads(fleet));
        _fleet = fleet;
        if (isAsBefore)
            return;
        if (!_warmUp.IsNobody())
            Context.Stop(_warmUp);
        _board.WarmUps = [];
        _warmUps++;
        _warmUp = WarmUpActor.IsWanted(fleet)
            ? Context.ActorOf(Props.Create(() => new WarmUpActor(fleet, _board, _time)), _warmUps == 1 ? "warm-up" : $"warm-up~{_warmUps}")
            : ActorRefs.Nobody;

        static IEnumerable<string> Preloads(FleetPlan plan) => plan.Names.Plans.Where(one => one.Preload).Select(one => one.Name);
    }
}
