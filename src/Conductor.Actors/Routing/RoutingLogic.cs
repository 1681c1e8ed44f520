using Conductor.Actor;

namespace Conductor.Routing;

/// <summary>Chooses the routee of a message. One per router, used on the router's own turns only.</summary>
internal abstract class RoutingLogic
{
    /// <summary>The routee, or null when there is none for this message.</summary>
    /// <param name="message">The message as it came.</param>
    /// <param name="routees">At least one. The same array for as long as they are the same.</param>
    internal abstract Routee? Select(object message, Routee[] routees);
}

/// <summary>One after the other.</summary>
internal sealed class RoundRobinLogic : RoutingLogic
{
    private uint _next;

    internal override Routee Select(object message, Routee[] routees) => routees[_next++ % (uint)routees.Length];
}

/// <summary>All of them.</summary>
internal sealed class BroadcastLogic : RoutingLogic
{
    internal override Routee Select(object message, Routee[] routees) => new SeveralRoutees(routees);
}

/// <summary>The one with the least to do.</summary>
internal sealed class SmallestMailboxLogic : RoutingLogic
{
    private readonly RoundRobinLogic _whenNoneIsSeen = new();

    internal override Routee Select(object message, Routee[] routees)
    {
        Routee? best = null;
        var fewest = long.MaxValue;
        foreach (var routee in routees)
        {
            if (routee is not ActorRefRoutee { Actor: Mailbox mailbox }) continue;
            var waiting = mailbox.Length;
            if (waiting <= 0) return routee;
            if (waiting < fewest) (best, fewest) = (routee, waiting);
        }
        return best ?? _whenNoneIsSeen.Select(message, routees);
    }
}
