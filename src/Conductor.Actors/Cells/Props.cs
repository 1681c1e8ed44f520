using System.Linq.Expressions;
using Conductor.Routing;

namespace Conductor.Actor;

/// <summary>How to make an actor: its type, its arguments, and what the kernel should know about it. Immutable, and good for any number of actors.</summary>
public sealed class Props
{
    private readonly ActorFactory _factory;

    private Props(ActorFactory factory) => _factory = factory;

    private Props(Props from)
    {
        _factory = from._factory;
        SupervisorStrategy = from.SupervisorStrategy;
        StashCapacity = from.StashCapacity;
        Dispatcher = from.Dispatcher;
        Mailbox = from.Mailbox;
        RouterConfig = from.RouterConfig;
    }

    /// <summary>The props of an actor that handles nothing; what a group router is made of.</summary>
    public static Props Empty { get; } = Create<EmptyActor>();

    /// <summary>The class of the actor.</summary>
    public Type Type => _factory.Type;

    /// <summary>The constructor's arguments. They are evaluated once, when the props are created, and shared by all actors made of them.</summary>
    public IReadOnlyList<object?> Arguments => _factory.Arguments;

    /// <summary>The strategy for the actor's children, ahead of its own; null leaves it to the actor.</summary>
    public SupervisorStrategy? SupervisorStrategy { get; private init; }

    /// <summary>The capacity of the actor's stash; null for the default of its kind.</summary>
    public int? StashCapacity { get; private init; }

    /// <summary>The name given with <see cref="WithDispatcher"/>; all dispatchers are the shared thread pool.</summary>
    public string? Dispatcher { get; private init; }

    /// <summary>The name given with <see cref="WithMailbox"/>.</summary>
    public string? Mailbox { get; private init; }

    /// <summary>What makes the actor a router; null for an ordinary one.</summary>
    public RouterConfig? RouterConfig { get; private init; }

    /// <summary>Router, mailbox, dispatcher and stash capacity in one.</summary>
    public Deploy Deploy => new() { RouterConfig = RouterConfig, Mailbox = Mailbox, Dispatcher = Dispatcher, StashCapacity = StashCapacity };

    /// <summary>Props from the <c>new</c> of an actor: <c>Props.Create(() => new Greeter(name))</c>. Anything but a <c>new</c> throws <see cref="ArgumentException"/>.</summary>
    /// <param name="factory">A <c>new</c> and nothing else; its arguments are evaluated here and now.</param>
    /// <param name="supervisorStrategy">The strategy for the actor's children, or null.</param>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase =>
        new(ActorFactory.From(factory)) { SupervisorStrategy = supervisorStrategy };

    /// <summary>Props of an actor whose constructor takes nothing, with a strategy for its children.</summary>
    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() =>
        new(ActorFactory.From(typeof(TActor), [])) { SupervisorStrategy = supervisorStrategy };

    /// <summary>Props from an actor's class and its constructor's arguments.</summary>
    public static Props Create<TActor>(params object?[] args)
        where TActor : ActorBase => Create(typeof(TActor), args);

    /// <summary>Props from an actor's class and its constructor's arguments. No constructor for them, or more than one, throws <see cref="ArgumentException"/>.</summary>
    public static Props Create(Type type, params object?[] args) => new(ActorFactory.From(type, args));

    /// <summary>The same props with a strategy for the actor's children.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    /// <summary>The same props with a bound on the actor's stash, 1 or more.</summary>
    public Props WithStashCapacity(int stashCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stashCapacity, 1);
        return new(this) { StashCapacity = stashCapacity };
    }

    /// <summary>The same props with a dispatcher's name, which is kept and changes nothing.</summary>
    public Props WithDispatcher(string dispatcher) => new(this) { Dispatcher = dispatcher };

    /// <summary>
    /// The same props with a bounded mailbox, one of <see cref="KernelSetup.BoundedMailboxes"/>. A message to a full one is refused: published as
    /// <see cref="Event.Dropped"/>, and answered with <see cref="Dispatch.Rejected"/> if it is marked <see cref="Dispatch.IRejectable"/>. Messages that the
    /// kernel itself acts on, as <see cref="PoisonPill"/> and <see cref="Terminated"/>, are always taken.
    /// </summary>
    public Props WithMailbox(string mailbox) => new(this) { Mailbox = mailbox };

    /// <summary>The props of a router over routees made of these props, or, for a group, over the actors that it names.</summary>
    public Props WithRouter(RouterConfig routerConfig)
    {
        ArgumentNullException.ThrowIfNull(routerConfig);
        return new(this) { RouterConfig = routerConfig };
    }

    /// <summary>The same props with what the deployment says in place of their own router, mailbox, dispatcher and stash capacity.</summary>
    public Props WithDeploy(Deploy deploy)
    {
        ArgumentNullException.ThrowIfNull(deploy);
        return new(this)
        {
            RouterConfig = deploy.RouterConfig ?? RouterConfig,
            Mailbox = deploy.Mailbox ?? Mailbox,
            Dispatcher = deploy.Dispatcher ?? Dispatcher,
            StashCapacity = deploy.StashCapacity ?? StashCapacity,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"Props({Type})";

    internal ActorBase NewActor() => _factory.New();

    /// <summary>What the cell is made of: a router's own props in place of its routees'.</summary>
    internal Props ForCell() => RouterConfig is null ? this : RouterConfig.RouterProps(new(this) { RouterConfig = null });
}

/// <summary>Handles nothing.</summary>
internal sealed class EmptyActor : UntypedActor
{
    protected override void OnReceive(object message) => Unhandled(message);
}
