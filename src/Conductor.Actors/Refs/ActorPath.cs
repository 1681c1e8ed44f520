#pragma warning disable CA1036 // refs and paths sort, as in Akka.NET; < and > between them would say nothing
using System.Buffers;

namespace Conductor.Actor;

/// <summary>Where an actor stands in the tree: the names from the root down to it, in front of them the system's address.</summary>
/// <remarks>Immutable. Equality looks at address and names, not at the uid, which tells apart the incarnations of one path.</remarks>
public sealed class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*$+:@&=,!~';%");

    private readonly ActorPath? _parent;
    private string? _text;

    internal ActorPath(Address address) => (Address, Name) = (address, "");

    internal ActorPath(ActorPath parent, string name, long uid) =>
        (Address, _parent, Name, Uid) = (parent.Address, parent, name, uid);

    /// <summary>The system that the path belongs to.</summary>
    public Address Address { get; }

    /// <summary>The last name of the path; empty for the root.</summary>
    public string Name { get; }

    /// <summary>Tells apart the actors that have had this path; 0 when the path is not that of an actor.</summary>
    public long Uid { get; }

    /// <summary>The path above; the root is its own parent.</summary>
    public ActorPath Parent => _parent ?? this;

    /// <summary>The root of the tree.</summary>
    public ActorPath Root => _parent is null ? this : _parent.Root;

    /// <summary>The number of names from the root down; 0 for the root.</summary>
    public int Depth => _parent is null ? 0 : _parent.Depth + 1;

    /// <summary>The names from the root down; empty for the root.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var elements = new string[Depth];
            var path = this;
            for (var i = elements.Length - 1; i >= 0; i--, path = path.Parent) elements[i] = path.Name;
            return elements;
        }
    }

    /// <summary>The path of a child.</summary>
    public static ActorPath operator /(ActorPath path, string name) => new(path, name, 0);

    /// <summary>The path of a descendant.</summary>
    public static ActorPath operator /(ActorPath path, IEnumerable<string> names) => names.Aggregate(path, (above, name) => above / name);

    /// <summary>Compares address and names.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares address and names.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    /// <summary>Reads a path as <see cref="ToString"/> writes it. Throws <see cref="UriFormatException"/> for anything else.</summary>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed! : throw new UriFormatException($"'{path}' is not an actor path such as conductor://system/user/name.");

    /// <summary>Reads a path as <see cref="ToString"/> writes it; false for anything else.</summary>
    public static bool TryParse(string path, out ActorPath? actorPath)
    {
        actorPath = null;
        if (!Address.TryParse(path, out var address)) return false;
        var start = path.IndexOf('/', path.IndexOf("://", StringComparison.Ordinal) + 3);
        var names = start < 0 ? [] : path[start..].Split('#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        actorPath = new ActorPath(address!) / names;
        return true;
    }

    /// <summary>Whether <paramref name="name"/> may be given to an actor: not empty, only ASCII letters, digits and <c>-_.*+:@&amp;=,!~';%$</c>, and no <c>$</c> in front.</summary>
    public static bool IsValidPathElement(string? name) =>
        !string.IsNullOrEmpty(name) && name[0] != '$' && !name.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>The path of a child; the same as <c>path / childName</c>.</summary>
    public ActorPath Child(string childName) => this / childName;

    /// <summary>The same path of another incarnation; the root has none and stays as it is.</summary>
    public ActorPath WithUid(long uid) => _parent is null || uid == Uid ? this : new ActorPath(_parent, Name, uid);

    /// <summary>The path without the address: <c>/user/name</c>.</summary>
    public string ToStringWithoutAddress() => _parent is null ? "/" : _parent._parent is null ? "/" + Name : _parent.ToStringWithoutAddress() + "/" + Name;

    /// <summary>The path and its uid: <c>conductor://system/user/name#7</c>.</summary>
    public string ToStringWithUid() => Uid == 0 ? ToString() : $"{ToString()}#{Uid}";

    /// <summary>The full path: <c>conductor://system/user/name</c>.</summary>
    public override string ToString() => _text ??= Address + ToStringWithoutAddress();

    /// <summary>Orders by address, then name by name from the root, all by code points; a path comes before those below it, and null before all.</summary>
    public int CompareTo(ActorPath? other)
    {
        if (ReferenceEquals(this, other)) return 0;
        if (other is null) return 1;
        var order = string.CompareOrdinal(Address.ToString(), other.Address.ToString());
        if (order != 0) return order;
        foreach (var (mine, its) in Elements.Zip(other.Elements))
            if ((order = string.CompareOrdinal(mine, its)) != 0) return order;
        return Depth.CompareTo(other.Depth);
    }

    /// <inheritdoc/>
    public bool Equals(ActorPath? other)
    {
        if (other is null) return false;
        var (mine, its) = (this, other);
        while (!ReferenceEquals(mine, its))
        {
            if (mine.Name != its.Name) return false;
            if (mine._parent is null || its._parent is null) return mine._parent is null && its._parent is null && mine.Address == its.Address;
            (mine, its) = (mine._parent, its._parent);
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActorPath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _parent is null ? Address.GetHashCode() : HashCode.Combine(_parent._parent is null ? "" : _parent.Name, Name);
}
