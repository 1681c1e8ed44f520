namespace Conductor.Actor;

/// <summary>Lets code that is no actor be told messages, and wait for them. Safe for concurrent use.</summary>
/// <remarks>
/// Holds at most <see cref="KernelSetup.InboxSize"/> messages; while it is full the newest are dropped as dead letters, with one warning. There is no
/// <c>Receive</c> that blocks, as Akka.NET has it, because nothing here blocks.
/// </remarks>
public sealed class Inbox : ICanWatch, IDisposable
{
    private readonly InboxRef _ref;

    private Inbox(ActorSystem system) => _ref = new InboxRef(system);

    /// <summary>The ref by which the inbox is told messages.</summary>
    public IActorRef Receiver => _ref;

    /// <summary>Makes an inbox.</summary>
    public static Inbox Create(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new Inbox(system);
    }

    /// <summary>Tells <paramref name="message"/> to <paramref name="actorRef"/> with the inbox as sender.</summary>
    public void Send(IActorRef actorRef, object message)
    {
        ArgumentNullException.ThrowIfNull(actorRef);
        actorRef.Tell(message, _ref);
    }

    /// <summary>The oldest message, or the next one that comes. Throws <see cref="TimeoutException"/> after <see cref="KernelSetup.InboxTimeout"/>.</summary>
    public Task<object> ReceiveAsync() => ReceiveAsync(_ref.System.Setup.InboxTimeout);

    /// <summary>The oldest message, or the next one that comes. Throws <see cref="TimeoutException"/> after <paramref name="timeout"/>.</summary>
    public Task<object> ReceiveAsync(TimeSpan timeout) => _ref.ReceiveAsync(static _ => true, timeout);

    /// <summary>The oldest message that <paramref name="predicate"/> accepts, or the next such one. Throws <see cref="TimeoutException"/> after <paramref name="timeout"/>.</summary>
    public Task<object> ReceiveWhereAsync(Predicate<object> predicate, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return _ref.ReceiveAsync(predicate, timeout);
    }

    /// <summary>Asks for one <see cref="Terminated"/> in the inbox when <paramref name="subject"/> ends.</summary>
    public IActorRef Watch(IActorRef subject) => WatchFor(subject, null);

    /// <summary>As <see cref="Watch"/>, with <paramref name="message"/> in place of the Terminated.</summary>
    public IActorRef WatchWith(IActorRef subject, object message)
    {
        if (message is null) throw new InvalidMessageException();
        return WatchFor(subject, message);
    }

    /// <summary>Takes a watch back.</summary>
    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        _ref.Unwatch(subject);
        return subject;
    }

    /// <summary>Ends the inbox: what is in it and what comes later are dead letters, and who waits for a message gets <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _ref.Close();

    private IActorRef WatchFor(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        _ref.Watch(subject, message);
        return subject;
    }
}
