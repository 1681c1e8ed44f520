namespace Conductor.Actor;

/// <summary>Handles a message; false when it does not know what to do with it.</summary>
public delegate bool Receive(object message);

/// <summary>Handles a message of an <see cref="UntypedActor"/>.</summary>
public delegate void UntypedReceive(object message);

/// <summary>The base of every actor: one that is made by the kernel, handles one message at a time, and alone touches its own state.</summary>
/// <remarks>Made with <see cref="Props"/> and <c>ActorOf</c>; constructing one by hand throws <see cref="ActorInitializationException"/>.</remarks>
public abstract class ActorBase
{
    private readonly ActorCell _cell;

    /// <summary>Binds the instance to the cell that is making it.</summary>
    protected ActorBase() => _cell = ActorCell.Constructing ?? throw new ActorInitializationException(
        null, $"{GetType()} was constructed by hand. Actors are made with ActorOf(Props.Create(() => new {GetType().Name}(...))).");

    /// <summary>The actor's own ref. Valid on any thread.</summary>
    protected IActorRef Self => _cell;

    /// <summary>Who sent the message at hand; the dead letters when nobody did. Read it before leaving the handler.</summary>
    protected IActorRef Sender => _cell.Sender;

    /// <summary>The actor's surroundings. Throws <see cref="NotSupportedException"/> outside of the actor's own handlers.</summary>
    protected static IActorContext Context => ActorCell.Active;

    /// <summary>The behavior that handles nothing.</summary>
    protected static Receive EmptyReceive { get; } = static _ => false;

    private protected ActorCell Cell => _cell;

    internal SupervisorStrategy ChildStrategy => field ??= SupervisorStrategy();

    internal virtual void OnConstructed()
    {
    }

    /// <summary>Handles a message with the actor's first behavior. Virtual so that each kind of actor comes to its handler in one step.</summary>
    internal virtual bool OnMessage(object message) => Receive(message);

    internal void OnUnhandled(object message) => Unhandled(message);

    internal void OnPreStart() => PreStart();

    internal void OnPostStop() => PostStop();

    internal void OnPreRestart(Exception reason, object? message) => PreRestart(reason, message);

    internal void OnPostRestart(Exception reason) => PostRestart(reason);

    /// <summary>Handles a message; false sends it to <see cref="Unhandled"/>.</summary>
    protected abstract bool Receive(object message);

    /// <summary>
    /// Called with a message that nothing handled. Publishes <see cref="Event.UnhandledMessage"/>; for a <see cref="Terminated"/> throws <see cref="DeathPactException"/>.
    /// </summary>
    protected virtual void Unhandled(object message) => _cell.OnUnhandled(message);

    /// <summary>Called before the first message. What it throws fails the start, and by default stops the actor.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Called once after the last message, when all children have ended. What it throws is logged.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>Called on the old instance before a restart; by default unwatches and stops all children and calls <see cref="PostStop"/>.</summary>
    /// <param name="reason">The failure.</param>
    /// <param name="message">The message that it failed at; null when it did not fail itself.</param>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (var child in _cell.GetChildren())
        {
            _cell.Unwatch(child);
            _cell.Stop(child);
        }
        PostStop();
    }

    /// <summary>Called on the new instance after a restart; by default calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>What to do about children that fail. Asked once per instance; default <see cref="Actor.SupervisorStrategy.DefaultStrategy"/>.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Replaces the behavior at hand.</summary>
    protected void Become(Receive receive) => _cell.Become(receive);

    /// <summary>Puts a behavior on top of the one at hand, to come back to with <see cref="UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(Receive receive) => _cell.BecomeStacked(receive);

    /// <summary>Goes back to the behavior below; with none below, the one at hand stays.</summary>
    protected void UnbecomeStacked() => _cell.UnbecomeStacked();

    /// <summary>As <see cref="IActorContext.SetReceiveTimeout"/>.</summary>
    protected void SetReceiveTimeout(TimeSpan? timeout) => _cell.SetReceiveTimeout(timeout);
}
