namespace Conductor.Actor;

/// <summary>Makes actors, and finds them by path.</summary>
public interface IActorRefFactory
{
    /// <summary>Makes an actor and returns at once; its constructor and <c>PreStart</c> run on its own turn, and messages are kept meanwhile.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Unique among its siblings; null for a generated one. A name that is illegal or taken throws <see cref="InvalidActorNameException"/>.</param>
    /// <returns>Its ref. Throws <see cref="InvalidOperationException"/> when the parent is ending.</returns>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>The actors that <paramref name="actorPath"/> names at the time of each tell.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>The actors that <paramref name="actorPath"/> names at the time of each tell; relative paths begin here, and <c>*</c>, <c>?</c> match within a name.</summary>
    ActorSelection ActorSelection(string actorPath);
}

/// <summary>Watches for the end of other actors.</summary>
public interface ICanWatch
{
    /// <summary>Asks for one <see cref="Terminated"/> when <paramref name="subject"/> ends, or now if it has ended. Watching twice is watching once.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>As <see cref="Watch"/>, with <paramref name="message"/> in place of the Terminated. Throws <see cref="InvalidOperationException"/> when already watched for another message.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Takes the watch back, and with it a Terminated that is already in the mailbox.</summary>
    IActorRef Unwatch(IActorRef subject);
}

/// <summary>An actor's surroundings. To be used from the actor's own handlers only.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>The actor's own ref.</summary>
    IActorRef Self { get; }

    /// <summary>Who sent the message at hand; the dead letters when nobody did.</summary>
    IActorRef Sender { get; }

    /// <summary>The actor's supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>The system that the actor lives in.</summary>
    ActorSystem System { get; }

    /// <summary>What the actor was made of.</summary>
    Props Props { get; }

    /// <summary>The receive timeout in force, or null.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Replaces the behavior at hand.</summary>
    void Become(Receive receive);

    /// <summary>Puts a behavior on top of the one at hand, to come back to with <see cref="UnbecomeStacked"/>.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behavior below; with none below, the one at hand stays.</summary>
    void UnbecomeStacked();

    /// <summary>The child of that name, or <see cref="Nobody"/>.</summary>
    IActorRef Child(string name);

    /// <summary>The children at this moment, those included that are ending; in order of birth.</summary>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>
    /// Asks for a <see cref="Actor.ReceiveTimeout"/> whenever no message has come for <paramref name="timeout"/>, again and again; null ends it. One
    /// that is already in the mailbox still arrives. Messages marked <see cref="INotInfluenceReceiveTimeout"/> do not count.
    /// </summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Tells an actor, oneself or a child as a rule, to stop after the message it is at.</summary>
    void Stop(IActorRef child);
}

/// <summary>The context of an <see cref="UntypedActor"/>.</summary>
public interface IUntypedActorContext : IActorContext
{
    /// <summary>Replaces the behavior at hand.</summary>
    void Become(UntypedReceive receive);

    /// <summary>Puts a behavior on top of the one at hand.</summary>
    void BecomeStacked(UntypedReceive receive);
}

/// <summary>Short forms of making actors.</summary>
public static class ActorRefFactoryExtensions
{
    /// <summary>Makes an actor that needs no arguments.</summary>
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new()
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.ActorOf(Props.Create<TActor>(), name);
    }

    /// <summary>The actors at the path of a ref, whichever incarnation lives there.</summary>
    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(anchorRef);
        return new ActorSelection((IInternalActorRef)anchorRef, actorPath);
    }
}
