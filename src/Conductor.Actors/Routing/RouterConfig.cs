using System.Runtime.CompilerServices;
using Conductor.Actor;

namespace Conductor.Routing;

/// <summary>Makes an actor a router, with <see cref="Props.WithRouter"/>: one ref that spreads what it is told over routees. Immutable.</summary>
/// <remarks>
/// A router is an actor like any other. A message passes its mailbox on the way, so it is routed in order, and one that comes after the
/// router's end is a dead letter. <see cref="PoisonPill"/>, <see cref="Kill"/> and the management messages are for the router itself.
/// </remarks>
public abstract class RouterConfig
{
    private protected RouterConfig()
    {
    }

    internal virtual SupervisorStrategy Strategy => SupervisorStrategy.DefaultStrategy;

    internal abstract RoutingLogic NewLogic();

    /// <summary>The routees that a router begins with.</summary>
    internal abstract IEnumerable<Routee> FirstRoutees(IActorContext router, Props routeeProps);

    /// <summary>The props of the router itself. The list of its routees is among the arguments, so that it outlives restarts.</summary>
    internal Props RouterProps(Props routeeProps) => Props.Create<RouterActor>(this, routeeProps, new StrongBox<Routee[]>([]));
}

/// <summary>A router that makes its routees itself, as its children <c>$a</c>, <c>$b</c> and so on, and ends with the last of them.</summary>
public abstract class Pool : RouterConfig
{
    private protected Pool(int nrOfInstances)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nrOfInstances, 1);
        NrOfInstances = nrOfInstances;
    }

    /// <summary>The number of routees at the start; from 1.</summary>
    public int NrOfInstances { get; }

    /// <summary>What is done about routees that fail.</summary>
    /// <value>Default <see cref="SupervisorStrategy.DefaultStrategy"/>: the one that failed is restarted alone.</value>
    public SupervisorStrategy SupervisorStrategy { get; private set; } = SupervisorStrategy.DefaultStrategy;

    internal override SupervisorStrategy Strategy => SupervisorStrategy;

    private protected TPool With<TPool>(SupervisorStrategy strategy)
        where TPool : Pool
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var copy = (TPool)MemberwiseClone();
        copy.SupervisorStrategy = strategy;
        return copy;
    }

    /// <summary>The props of a router over routees made of <paramref name="routeeProps"/>.</summary>
    public Props Props(Props routeeProps)
    {
        ArgumentNullException.ThrowIfNull(routeeProps);
        return routeeProps.WithRouter(this);
    }

    internal override IEnumerable<Routee> FirstRoutees(IActorContext router, Props routeeProps) => NewRoutees(router, routeeProps, NrOfInstances);

    internal static IEnumerable<Routee> NewRoutees(IActorContext router, Props routeeProps, int count) =>
        Enumerable.Range(0, count).Select(_ => new ActorRefRoutee(router.Watch(router.ActorOf(routeeProps))));
}

/// <summary>A router over actors that others have made, by their paths. It neither supervises nor stops them.</summary>
public abstract class Group : RouterConfig
{
    private protected Group(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Paths = [.. paths];
    }

    /// <summary>The paths of the routees; each is resolved anew for each message.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The props of the router.</summary>
    public Props Props() => Actor.Props.Empty.WithRouter(this);

    internal override IEnumerable<Routee> FirstRoutees(IActorContext router, Props routeeProps) =>
        Paths.Select(path => new ActorSelectionRoutee(router.ActorSelection(path)));
}
