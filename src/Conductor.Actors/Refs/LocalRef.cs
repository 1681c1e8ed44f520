namespace Conductor.Actor;

/// <summary>A ref without a mailbox of its own and without children, and the equality that all refs share.</summary>
internal abstract class LocalRef : IInternalActorRef
{
    public abstract ActorPath Path { get; }

    public abstract ActorSystem System { get; }

    public virtual IInternalActorRef Parent => System.Root;

    public virtual bool IsTerminated => false;

    public abstract void Tell(object message, IActorRef? sender);

    public virtual void SendSystem(SystemMessage message)
    {
    }

    public virtual IInternalActorRef? ChildNamed(string name) => null;

    public virtual IReadOnlyList<IInternalActorRef> ChildrenNow() => [];

    public bool Equals(IActorRef? other) => AreEqual(this, other);

    public override bool Equals(object? obj) => obj is IActorRef other && Equals(other);

    public override int GetHashCode() => HashOf(this);

    public override string ToString() => Describe(this);

    internal static bool AreEqual(IActorRef one, IActorRef? other) =>
        ReferenceEquals(one, other) || (other is not null && one.Path.Uid == other.Path.Uid && one.Path.Equals(other.Path));

    internal static int HashOf(IActorRef one) => one.Path.Uid.GetHashCode();

    internal static string Describe(IActorRef one) => $"[{one.Path}#{one.Path.Uid}]";
}
