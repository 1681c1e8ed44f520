namespace Conductor.Actor;

/// <summary>An actor as the kernel sees it: its ref, its mailbox and its context in one object, which outlives restarts.</summary>
/// <remarks>The parts stand beside this file: turn, lifecycle, faults, children, watch, time, awaiting.</remarks>
internal sealed partial class ActorCell : Mailbox, IUntypedActorContext
{
    private readonly ActorSystem _system;
    private readonly IInternalActorRef _parent;
    private readonly long _uid;
    private string? _name;
    private ActorPath? _path;

    /// <summary>The actor; null before it is made, after it has ended, and when it could not be made.</summary>
    private ActorBase? _actor;

    /// <summary>The message at hand. Kept when the actor fails at it, so that PreRestart can see it.</summary>
    private Envelope? _current;

    internal ActorCell(ActorSystem system, Props props, IInternalActorRef parent, string? name)
    {
        (_system, Props, _parent, _name) = (system, props, parent, name);
        _uid = system.NextUid();
        if (name is not null) AnonymousNumber = -1;
    }

    /// <summary>The actor whose turn it is on this thread. Throws outside of actors, and so after an await that left the actor.</summary>
    internal static ActorCell Active => Worker.CurrentCell ?? throw new NotSupportedException(
        "There is no active actor context here: Context is valid only inside of an actor's own handlers. " +
        "Keep Self or Sender in a variable before leaving them.");

    public override ActorSystem System => _system;

    public Props Props { get; }

    public override ActorPath Path => _path ??= new ActorPath(_parent.Path, Name, _uid);

    public override IInternalActorRef Parent => _parent;

    IActorRef IActorContext.Parent => _parent;

    public IActorRef Self => this;

    public IActorRef Sender => _current?.Sender ?? _system.DeadLetters;

    internal string Name => _name ??= Children.NameOf(AnonymousNumber);

    internal ActorBase? Actor => _actor;

    internal Envelope? CurrentEnvelope => _current;

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException();
        Post(new Envelope(message, sender));
    }

    public override int GetHashCode() => _uid.GetHashCode();

    internal void Stop() => SendSystem(new StopActor());

    protected override void Refuse(Envelope envelope) => _system.Undelivered.Refuse(envelope.Message, envelope.Sender, this);
}
