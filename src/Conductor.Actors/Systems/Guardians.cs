namespace Conductor.Actor;

/// <summary>The root of the tree: parent of the two guardians, not an actor itself.</summary>
internal sealed class RootRef(ActorSystem system, Address address) : LocalRef
{
    public override ActorPath Path { get; } = new(address);

    public override ActorSystem System => system;

    public override IInternalActorRef Parent => this;

    public override void Tell(object message, IActorRef? sender) => system.Undelivered.Refuse(message, sender, this);

    public override IInternalActorRef? ChildNamed(string name) => ChildrenNow().FirstOrDefault(child => child.Path.Name == name);

    public override IReadOnlyList<IInternalActorRef> ChildrenNow() => [system.UserGuardian, system.SystemGuardian, system.Undelivered];

    public override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case ChildFailed failed:
                KernelLog.GuardianFailed(system.Logger, failed.Cause, failed.Child.Path);
                failed.Child.Stop();
                break;
            case DeathNotice notice when ReferenceEquals(notice.Actor, system.UserGuardian):
                // What serves the actors ends after them.
                system.SystemGuardian.Stop();
                break;
            case DeathNotice notice when ReferenceEquals(notice.Actor, system.SystemGuardian):
                system.Ended();
                break;
        }
    }
}

/// <summary>The parent of all actors that have no other. Escalation to it ends the system.</summary>
internal sealed class GuardianActor : UntypedActor
{
    protected override void OnReceive(object message) => Unhandled(message);
}
