using System.Text;

namespace Conductor.Actor;

/// <summary>What a parent does once the children that are dying have gone.</summary>
internal enum WaitKind
{
    Recreation,
    Creation,
    Termination,
}

/// <summary>A wait for dying children, with what is needed to go on.</summary>
internal sealed record ChildrenWait(WaitKind Kind, Exception? Cause = null);

/// <summary>The children of one actor: a list through the children themselves, and an index of those that were given a name.</summary>
/// <remarks>
/// The parent's turn and, for the guardian and for selections, other threads come here, so every access takes the gate; nothing of an actor's own
/// code runs inside of it. An unnamed child costs no entry and no string: its number becomes its name when somebody asks.
/// </remarks>
internal sealed class Children
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    // Protects the children: the parent changes them on its turn, guardians also from outside; held for a few assignments.
    private readonly Lock _gate = new();
    private Dictionary<string, ActorCell>? _named;
    private ActorCell? _first;
    private ActorCell? _last;
    private int _count;
    private int _dying;
    private long _nextNumber;

    private ChildrenWait? _wait;

    internal static void CheckName(string name)
    {
        if (!ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException(
                $"'{name}' is no actor name: it must not be empty nor begin with $, and may hold ASCII letters, digits and -_.*+:@&=,!~';%$ only.");
    }

    internal static string NameOf(long number)
    {
        var name = new StringBuilder("$");
        do name.Append(Digits[(int)(number & 63)]);
        while ((number >>= 6) > 0);
        return name.ToString();
    }

    internal static InvalidOperationException NoMore(ActorCell parent) => new($"{parent} is ending and takes no more children.");

    internal void Add(ActorCell child, string? name, ActorCell parent)
    {
        lock (_gate)
        {
            if (_wait is { Kind: WaitKind.Termination }) throw NoMore(parent);
            if (name is null) child.AnonymousNumber = _nextNumber++;
            else if (!(_named ??= new()).TryAdd(name, child)) throw new InvalidActorNameException($"{parent} already has a child named '{name}'.");
            child.PreviousSibling = _last;
            if (_last is null) _first = child;
            else _last.NextSibling = child;
            _last = child;
            child.IsListed = true;
            _count++;
        }
    }

    internal ActorCell? Named(string name)
    {
        lock (_gate)
        {
            if (_named?.TryGetValue(name, out var named) == true) return named;
            if (!name.StartsWith('$')) return null;
            for (var child = _first; child is not null; child = child.NextSibling)
                if (child.Name == name) return child;
            return null;
        }
    }

    internal ActorCell[] Snapshot()
    {
        lock (_gate)
        {
            var all = new ActorCell[_count];
            var i = 0;
            for (var child = _first; child is not null; child = child.NextSibling) all[i++] = child;
            return all;
        }
    }

    /// <summary>Notes that the parent itself has told a child to stop, so that a restart waits for it.</summary>
    internal void MarkDying(ActorCell child)
    {
        lock (_gate)
        {
            if (!child.IsListed || child.IsDying) return;
            child.IsDying = true;
            _dying++;
        }
    }

    /// <summary>True when there is something to wait for; a termination closes the door either way.</summary>
    internal bool TryWait(ChildrenWait wait)
    {
        lock (_gate)
        {
            if (_dying == 0 && wait.Kind != WaitKind.Termination) return false;
            _wait = wait;
            return wait.Kind == WaitKind.Termination ? _count > 0 : _dying > 0;
        }
    }

    /// <summary>Takes out a child that has ended, which frees its name. Not null when that was the last one waited for.</summary>
    internal ChildrenWait? Remove(ActorCell child)
    {
        lock (_gate)
        {
            if (!child.IsListed) return null;
            child.IsListed = false;
            if (child.AnonymousNumber < 0) _named!.Remove(child.Name);
            if (child.PreviousSibling is null) _first = child.NextSibling;
            else child.PreviousSibling.NextSibling = child.NextSibling;
            if (child.NextSibling is null) _last = child.PreviousSibling;
            else child.NextSibling.PreviousSibling = child.PreviousSibling;
            (child.PreviousSibling, child.NextSibling) = (null, null);
            _count--;
            if (child.IsDying) _dying--;
            return Finished();
        }
    }

    private ChildrenWait? Finished()
    {
        if (_wait is not { } wait) return null;
        if (wait.Kind == WaitKind.Termination) return _count == 0 ? wait : null;
        if (_dying > 0) return null;
        _wait = null;
        return wait;
    }
}
