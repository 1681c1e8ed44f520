namespace Conductor.Routing;

/// <summary>A message around another; the routee gets the one inside.</summary>
public abstract class RouterEnvelope
{
    private protected RouterEnvelope(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Message = message;
    }

    /// <summary>What the routee gets.</summary>
    public object Message { get; }
}

/// <summary>Makes any router send <paramref name="message"/> to all of its routees, a <see cref="Actor.PoisonPill"/> for instance.</summary>
/// <param name="message">What each routee gets.</param>
public sealed class Broadcast(object message) : RouterEnvelope(message);

/// <summary>The base of what is said to a router and not to its routees.</summary>
public abstract class RouterManagementMessage
{
    private protected RouterManagementMessage()
    {
    }
}

/// <summary>Asks a router for its routees; the answer is a <see cref="Routees"/>.</summary>
public sealed class GetRoutees : RouterManagementMessage
{
    /// <summary>One for all.</summary>
    public static GetRoutees Instance { get; } = new();
}

/// <summary>The routees of a router at one moment.</summary>
/// <param name="routees">The routees.</param>
public sealed class Routees(IEnumerable<Routee> routees)
{
    /// <summary>The routees, in the order in which they get their turns.</summary>
    public IReadOnlyList<Routee> Members { get; } = [.. routees];
}

/// <summary>Adds a routee. A router watches it if it is an actor, and forgets it when it has ended.</summary>
/// <param name="routee">The one to add.</param>
public sealed class AddRoutee(Routee routee) : RouterManagementMessage
{
    /// <summary>The one to add.</summary>
    public Routee Routee { get; } = routee;
}

/// <summary>Removes a routee. One that a pool has made is stopped once it has handled all that was routed to it.</summary>
/// <param name="routee">The one to remove.</param>
public sealed class RemoveRoutee(Routee routee) : RouterManagementMessage
{
    /// <summary>The one to remove.</summary>
    public Routee Routee { get; } = routee;
}

/// <summary>Makes a pool larger or smaller; a group does not handle it. Those that go are the last, and handle what was routed to them.</summary>
/// <param name="change">How many more, or, below zero, how many fewer.</param>
public sealed class AdjustPoolSize(int change) : RouterManagementMessage
{
    /// <summary>How many more, or, below zero, how many fewer.</summary>
    public int Change { get; } = change;
}
