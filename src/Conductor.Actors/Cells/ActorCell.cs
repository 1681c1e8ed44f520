using Conductor.Dispatch;
using Conductor.Event;

namespace Conductor.Actor;

/// <summary>An actor as the kernel sees it: its ref, its mailbox and its context in one object, which outlives restarts.</summary>
/// <remarks>The parts stand beside this file: turn, lifecycle, faults, children, watch, time, awaiting.</remarks>
internal sealed partial class ActorCell : Mailbox, IUntypedActorContext
{
    private readonly IInternalActorRef _parent;
    private readonly long _uid;
    private readonly long _bound;
    private string? _name;
    private ActorPath? _path;

    /// <summary>The actor; null before it is made, after it has ended, and when it could not be made.</summary>
    private ActorBase? _actor;

    /// <summary>The message at hand, and who sent it. Kept when the actor fails at it, so that PreRestart can see it.</summary>
    private object? _message;
    private IActorRef? _sender;

    internal ActorCell(ActorSystem system, Props props, IInternalActorRef parent, string? name) : base(system)
    {
        (Props, _parent, _name, _uid) = (props, parent, name, system.NextUid());
        _bound = system.Setup.BoundOf(props.Mailbox);
        if (name is not null) AnonymousNumber = -1;
    }

    /// <summary>The actor whose turn it is on this thread. Throws outside of actors, and so after an await that left the actor.</summary>
    internal static ActorCell Active => Worker.CurrentCell ?? throw new NotSupportedException(
        "There is no active actor context here: Context is valid only inside of an actor's own handlers. " +
        "Keep Self or Sender in a variable before leaving them.");

    public Props Props { get; }

    public override ActorPath Path => _path ??= new ActorPath(_parent.Path, Name, _uid);

    public override IInternalActorRef Parent => _parent;

    IActorRef IActorContext.Parent => _parent;

    public IActorRef Self => this;

    public IActorRef Sender => _sender ?? System.Undelivered;

    internal string Name => _name ??= Children.NameOf(AnonymousNumber);

    internal ActorBase? Actor => _actor;

    internal object? MessageAtHand => Volatile.Read(ref _message);

    internal IActorRef? SenderAtHand => _sender;

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException();
        Post(message, sender, _bound);
    }

    public override int GetHashCode() => _uid.GetHashCode();

    internal void Stop() => SendSystem(new StopActor());

    protected override void Refuse(object message, IActorRef? sender)
    {
        try
        {
            if (IsTerminated) System.Undelivered.Refuse(message, sender, this);
            else if (message is AutoReceivedMessage) Post(message, sender, long.MaxValue);
            else Reject(message, sender);
        }
        catch (Exception failure)
        {
            // A sender that is none of our refs may throw when it is answered, and the end of an actor must not end there.
            KernelLog.RefusalFailed(System.Logger, failure, message.GetType(), Path);
        }
    }

    private void Reject(object message, IActorRef? sender)
    {
        System.Undelivered.Tell(new Dropped(message, Rejected.MailboxFull, sender ?? System.Undelivered, this), sender);
        if (message is IRejectable) sender?.Tell(new Rejected(message, this, Rejected.MailboxFull), this);
    }
}
