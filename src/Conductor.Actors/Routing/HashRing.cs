using System.Globalization;
using System.Text;
using Conductor.Actor;

namespace Conductor.Routing;

/// <summary>The same routee for the same key.</summary>
internal sealed class ConsistentHashingLogic(ConsistentHashMapping? mapping, int virtualNodes) : RoutingLogic
{
    private Routee[]? _routees;
    private HashRing? _ring;

    internal override Routee? Select(object message, Routee[] routees)
    {
        if (KeyOf(message) is not { } key) return null;
        if (!ReferenceEquals(_routees, routees)) (_routees, _ring) = (routees, new HashRing(routees, virtualNodes));
        return _ring!.Owner(key);
    }

    private object? KeyOf(object message)
    {
        Exception? failure = null;
        try
        {
            if ((mapping?.Invoke(message) ?? (message as IConsistentHashable)?.ConsistentHashKey) is { } key) return key;
        }
        catch (Exception cause)
        {
            // A function from outside is no reason to fail the router and all that wait for it.
            failure = cause;
        }
        KernelLog.NoHashKey(ActorCell.Active.System.Logger, failure, message.GetType(), ActorCell.Active.Path);
        return null;
    }
}

/// <summary>Places on a circle, several for each routee. A key belongs to the routee of the next place, so a routee that goes leaves its keys to its neighbors.</summary>
/// <remarks>The places depend on the routees' paths alone: the same in every process, and after a restart.</remarks>
internal sealed class HashRing
{
    internal const int DefaultVirtualNodes = 100;

    private readonly ulong[] _places;
    private readonly Routee[] _owners;

    internal HashRing(Routee[] routees, int virtualNodes)
    {
        _owners = [.. routees.SelectMany(routee => Enumerable.Repeat(routee, virtualNodes))];
        _places = [.. _owners.Select((routee, i) => Hash(Encoding.UTF8.GetBytes($"{routee}#{i % virtualNodes}")))];
        Array.Sort(_places, _owners);
    }

    internal Routee Owner(object key)
    {
        var bytes = key as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(key, CultureInfo.InvariantCulture) ?? "");
        var at = Array.BinarySearch(_places, Hash(bytes));
        return _owners[(at < 0 ? ~at : at) % _owners.Length];
    }

    /// <summary>FNV-1a, and a last stirring because it leaves similar texts close to each other.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var each in bytes) hash = (hash ^ each) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
