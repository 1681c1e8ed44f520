using Conductor.Actor;

namespace Conductor.Routing;

/// <summary>A pool whose routees get messages in turn, beginning with the first.</summary>
/// <param name="nrOfInstances">The number of routees; from 1.</param>
public sealed class RoundRobinPool(int nrOfInstances) : Pool(nrOfInstances)
{
    /// <summary>The same pool with another strategy for its routees.</summary>
    public RoundRobinPool WithSupervisorStrategy(SupervisorStrategy strategy) => With<RoundRobinPool>(strategy);

    internal override RoutingLogic NewLogic() => new RoundRobinLogic();
}

/// <summary>A group whose routees get messages in turn, beginning with the first.</summary>
/// <param name="paths">The routees' paths.</param>
public sealed class RoundRobinGroup(IEnumerable<string> paths) : Group(paths)
{
    /// <summary>A group of the actors at these paths.</summary>
    public RoundRobinGroup(params string[] paths) : this((IEnumerable<string>)paths)
    {
    }

    internal override RoutingLogic NewLogic() => new RoundRobinLogic();
}

/// <summary>A pool whose routees all get every message.</summary>
/// <param name="nrOfInstances">The number of routees; from 1.</param>
public sealed class BroadcastPool(int nrOfInstances) : Pool(nrOfInstances)
{
    /// <summary>The same pool with another strategy for its routees.</summary>
    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) => With<BroadcastPool>(strategy);

    internal override RoutingLogic NewLogic() => new BroadcastLogic();
}

/// <summary>A group whose routees all get every message.</summary>
/// <param name="paths">The routees' paths.</param>
public sealed class BroadcastGroup(IEnumerable<string> paths) : Group(paths)
{
    /// <summary>A group of the actors at these paths.</summary>
    public BroadcastGroup(params string[] paths) : this((IEnumerable<string>)paths)
    {
    }

    internal override RoutingLogic NewLogic() => new BroadcastLogic();
}

/// <summary>A pool in which the first routee with an empty mailbox gets the message, else the one with the fewest waiting.</summary>
/// <remarks>A routee whose mailbox cannot be seen is passed over; when there is no other, they get messages in turn.</remarks>
/// <param name="nrOfInstances">The number of routees; from 1.</param>
public sealed class SmallestMailboxPool(int nrOfInstances) : Pool(nrOfInstances)
{
    /// <summary>The same pool with another strategy for its routees.</summary>
    public SmallestMailboxPool WithSupervisorStrategy(SupervisorStrategy strategy) => With<SmallestMailboxPool>(strategy);

    internal override RoutingLogic NewLogic() => new SmallestMailboxLogic();
}
