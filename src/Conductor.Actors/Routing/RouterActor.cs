using System.Runtime.CompilerServices;
using Conductor.Actor;

namespace Conductor.Routing;

/// <summary>Spreads messages over routees.</summary>
internal sealed class RouterActor(RouterConfig config, Props routeeProps, StrongBox<Routee[]> routees) : UntypedActor
{
    private readonly RoutingLogic _logic = config.NewLogic();

    protected override SupervisorStrategy SupervisorStrategy() => config.Strategy;

    protected override void PreStart() => routees.Value = [.. config.FirstRoutees(Context, routeeProps)];

    // The routees live on, and so does the list of them; those of a pool are restarted after the router.
    protected override void PreRestart(Exception reason, object? message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated end:
                Remove(new ActorRefRoutee(end.ActorRef));
                StopWhenNobodyIsLeft();
                break;
            case GetRoutees:
                Sender.Tell(new Routees(routees.Value!));
                break;
            case AddRoutee add:
                Add(add.Routee);
                break;
            case RemoveRoutee { Routee: var routee }:
                Dismiss(routee);
                StopWhenNobodyIsLeft();
                break;
            case AdjustPoolSize { Change: var change } when config is Pool:
                Adjust(change);
                break;
            case RouterManagementMessage:
                Unhandled(message);
                break;
            default:
                Route(message);
                break;
        }
    }

    private void Route(object message)
    {
        var all = routees.Value!;
        var routee = all.Length == 0 ? null
            : message is Broadcast ? new SeveralRoutees(all)
            : _logic.Select(message, all);
        var inside = message is RouterEnvelope envelope ? envelope.Message : message;
        if (routee is null) Cell.System.Undelivered.Refuse(inside, Sender, Self);
        else routee.Send(inside, Sender);
    }

    private void Add(Routee routee)
    {
        if (routee is ActorRefRoutee { Actor: var actor }) Context.Watch(actor);
        routees.Value = [.. routees.Value!, routee];
    }

    private bool Remove(Routee routee)
    {
        var before = routees.Value!;
        routees.Value = Array.FindAll(before, each => !each.Equals(routee));
        return routees.Value.Length < before.Length;
    }

    private void Dismiss(Routee routee)
    {
        if (!Remove(routee) || routee is not ActorRefRoutee { Actor: var actor }) return;
        // Not Stop: it may have messages that were routed to it. Its end is still heard of.
        if (IsOwn(actor)) actor.Tell(PoisonPill.Instance);
        else Context.Unwatch(actor);
    }

    private void Adjust(int change)
    {
        if (change >= 0) routees.Value = [.. routees.Value!, .. Pool.NewRoutees(Context, routeeProps, change)];
        else foreach (var routee in routees.Value!.TakeLast(-change)) Dismiss(routee);
    }

    private bool IsOwn(IActorRef actor) => actor.Path.Parent == Self.Path;

    private void StopWhenNobodyIsLeft()
    {
        if (routees.Value!.Length == 0 && !Context.GetChildren().Any()) Context.Stop(Self);
    }
}
