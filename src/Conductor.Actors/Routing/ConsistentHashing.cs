using Conductor.Actor;

namespace Conductor.Routing;

/// <summary>Names the key of a message; null when it has none that this function knows.</summary>
/// <param name="msg">The message as it was told.</param>
public delegate object? ConsistentHashMapping(object msg);

/// <summary>A message that carries its own key.</summary>
public interface IConsistentHashable
{
    /// <summary>Messages of the same key go to the same routee. Bytes are taken as they are, and of anything else its invariant text.</summary>
    object ConsistentHashKey { get; }
}

/// <summary>Gives a message a key; the routee gets the message alone.</summary>
/// <param name="message">What the routee gets.</param>
/// <param name="hashKey">The key.</param>
public sealed class ConsistentHashableEnvelope(object message, object hashKey) : RouterEnvelope(message), IConsistentHashable
{
    /// <summary>The key.</summary>
    public object HashKey { get; } = hashKey;

    /// <inheritdoc/>
    public object ConsistentHashKey => HashKey;
}

/// <summary>A pool in which messages of one key go to one routee; when routees come or go, few keys move.</summary>
/// <remarks>
/// The key is what the mapping finds, else the message's own (<see cref="IConsistentHashable"/>, which the envelope is too). A message
/// without a key, or whose mapping throws, is a dead letter with a warning.
/// </remarks>
/// <param name="nrOfInstances">The number of routees; from 1.</param>
public sealed class ConsistentHashingPool(int nrOfInstances) : Pool(nrOfInstances)
{
    private ConsistentHashMapping? _mapping;
    private int _virtualNodes = HashRing.DefaultVirtualNodes;

    /// <summary>The same pool with a function that names keys.</summary>
    public ConsistentHashingPool WithHashMapping(ConsistentHashMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var copy = (ConsistentHashingPool)MemberwiseClone();
        copy._mapping = mapping;
        return copy;
    }

    /// <summary>The same pool with another number of places on the ring per routee: more spread keys more evenly. From 1; default 100.</summary>
    public ConsistentHashingPool WithVirtualNodesFactor(int vnodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vnodes, 1);
        var copy = (ConsistentHashingPool)MemberwiseClone();
        copy._virtualNodes = vnodes;
        return copy;
    }

    /// <summary>The same pool with another strategy for its routees.</summary>
    public ConsistentHashingPool WithSupervisorStrategy(SupervisorStrategy strategy) => With<ConsistentHashingPool>(strategy);

    internal override RoutingLogic NewLogic() => new ConsistentHashingLogic(_mapping, _virtualNodes);
}

/// <summary>A group in which messages of one key go to one routee, as <see cref="ConsistentHashingPool"/> says.</summary>
/// <param name="paths">The routees' paths.</param>
public sealed class ConsistentHashingGroup(IEnumerable<string> paths) : Group(paths)
{
    private ConsistentHashMapping? _mapping;
    private int _virtualNodes = HashRing.DefaultVirtualNodes;

    /// <summary>A group of the actors at these paths.</summary>
    public ConsistentHashingGroup(params string[] paths) : this((IEnumerable<string>)paths)
    {
    }

    /// <summary>The same group with a function that names keys.</summary>
    public ConsistentHashingGroup WithHashMapping(ConsistentHashMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var copy = (ConsistentHashingGroup)MemberwiseClone();
        copy._mapping = mapping;
        return copy;
    }

    /// <summary>The same group with another number of places on the ring per routee: more spread keys more evenly. From 1; default 100.</summary>
    public ConsistentHashingGroup WithVirtualNodesFactor(int vnodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vnodes, 1);
        var copy = (ConsistentHashingGroup)MemberwiseClone();
        copy._virtualNodes = vnodes;
        return copy;
    }

    internal override RoutingLogic NewLogic() => new ConsistentHashingLogic(_mapping, _virtualNodes);
}
