#pragma warning disable CA1036 // refs and paths sort, as in Akka.NET; < and > between them would say nothing
namespace Conductor.Actor;

/// <summary>The two refs that stand for no actor.</summary>
public static class ActorRefs
{
    /// <summary>The absence of a sender: answers to it become dead letters.</summary>
    public static readonly IActorRef? NoSender;

    /// <summary>The ref of nobody: what it is told is dropped.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;
}

/// <summary>Stands where no actor was found; messages to it are dropped without a dead letter.</summary>
public sealed class Nobody : IActorRef
{
    private Nobody() => Path = new ActorPath(new Address("conductor", "all-systems")) / "Nobody";

    /// <summary>The only one.</summary>
    public static Nobody Instance { get; } = new();

    /// <inheritdoc/>
    public ActorPath Path { get; }

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender)
    {
    }

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <inheritdoc/>
    public override string ToString() => "[Nobody]";
}

/// <summary>What can be said of every ref, and telling with the current actor as sender.</summary>
public static class ActorRefExtensions
{
    /// <summary>Tells with the actor whose turn it is as sender; outside of actors with no sender.</summary>
    public static void Tell(this IActorRef receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Tell(message, Worker.CurrentCell);
    }

    /// <summary>Passes a message on under its original sender, so that the answer skips the actor in between. Outside of actors there is no sender.</summary>
    public static void Forward(this IActorRef receiver, object message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Tell(message, Worker.CurrentCell?.Sender);
    }

    /// <summary>Whether the ref is null or <see cref="Nobody"/>.</summary>
    public static bool IsNobody(this IActorRef? actorRef) => actorRef is null or Nobody;

    /// <summary>The ref itself, or <paramref name="elseValue"/> when it is nobody.</summary>
    public static IActorRef GetOrElse(this IActorRef? actorRef, Func<IActorRef> elseValue)
    {
        ArgumentNullException.ThrowIfNull(elseValue);
        return actorRef is null or Nobody ? elseValue() : actorRef;
    }
}
