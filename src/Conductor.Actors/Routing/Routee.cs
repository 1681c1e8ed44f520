using Conductor.Actor;

namespace Conductor.Routing;

/// <summary>One of those that a router sends messages to. Two are equal when they stand for the same actor.</summary>
public abstract record Routee
{
    private protected Routee()
    {
    }

    /// <summary>The routee that stands for <paramref name="actorRef"/>.</summary>
    public static Routee FromActorRef(IActorRef actorRef)
    {
        ArgumentNullException.ThrowIfNull(actorRef);
        return new ActorRefRoutee(actorRef);
    }

    /// <summary>Tells it a message.</summary>
    public abstract void Send(object message, IActorRef? sender);
}

/// <summary>A routee that is an actor.</summary>
/// <param name="Actor">The actor.</param>
public sealed record ActorRefRoutee(IActorRef Actor) : Routee
{
    /// <inheritdoc/>
    public override void Send(object message, IActorRef? sender) => Actor.Tell(message, sender);

    /// <summary>The actor's path.</summary>
    public override string ToString() => Actor.Path.ToStringWithoutAddress();
}

/// <summary>A routee that is whoever is at a path.</summary>
/// <param name="Selection">The path.</param>
public sealed record ActorSelectionRoutee(ActorSelection Selection) : Routee
{
    /// <inheritdoc/>
    public override void Send(object message, IActorRef? sender) => Selection.Tell(message, sender);

    /// <summary>The path.</summary>
    public override string ToString() => $"{Selection.Anchor.Path.ToStringWithoutAddress()}{Selection.PathString}";

    /// <summary>Whether the other stands for the same path.</summary>
    public bool Equals(ActorSelectionRoutee? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}

/// <summary>Several routees as one.</summary>
internal sealed record SeveralRoutees(Routee[] Routees) : Routee
{
    public override void Send(object message, IActorRef? sender)
    {
        foreach (var routee in Routees) routee.Send(message, sender);
    }
}
