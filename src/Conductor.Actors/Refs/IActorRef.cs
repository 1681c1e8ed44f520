namespace Conductor.Actor;

/// <summary>Something that a message can be told to: an actor or a selection of actors.</summary>
public interface ICanTell
{
    /// <summary>Puts <paramref name="message"/> into the mailbox and returns at once. Safe for concurrent callers; order is kept per sender and receiver.</summary>
    /// <param name="message">The message; treat it as immutable from now on. Null throws <see cref="InvalidMessageException"/>.</param>
    /// <param name="sender">Whom the receiver may answer; null means nobody, and answers become dead letters.</param>
    void Tell(object message, IActorRef? sender);
}

/// <summary>The address of one actor: the only way to reach it, valid for as long as anybody keeps it.</summary>
/// <remarks>It stays the same through restarts. Two refs are equal when path and uid are equal. Safe for concurrent use.</remarks>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable
{
    /// <summary>Where the actor stands in the tree, uid included.</summary>
    ActorPath Path { get; }

    /// <summary>Orders by path, and incarnations of one path by uid; null comes first.</summary>
    int IComparable<IActorRef>.CompareTo(IActorRef? other)
    {
        if (other is null) return 1;
        var order = Path.CompareTo(other.Path);
        return order != 0 ? order : Path.Uid.CompareTo(other.Path.Uid);
    }

    /// <summary>The same; anything but a ref throws <see cref="ArgumentException"/>.</summary>
    int IComparable.CompareTo(object? obj) =>
        obj is null or IActorRef ? CompareTo((IActorRef?)obj) : throw new ArgumentException($"{obj.GetType()} is no IActorRef.", nameof(obj));
}

/// <summary>What the kernel itself needs of a ref.</summary>
internal interface IInternalActorRef : IActorRef
{
    ActorSystem System { get; }

    IInternalActorRef Parent { get; }

    /// <summary>Whether the actor has ended. Once true it stays true.</summary>
    bool IsTerminated { get; }

    /// <summary>Hands over a message that goes ahead of every user message.</summary>
    void SendSystem(SystemMessage message);

    /// <summary>The child of that name, or null. Safe for concurrent callers.</summary>
    IInternalActorRef? ChildNamed(string name);

    /// <summary>The children at this moment. Safe for concurrent callers.</summary>
    IReadOnlyList<IInternalActorRef> ChildrenNow();
}
