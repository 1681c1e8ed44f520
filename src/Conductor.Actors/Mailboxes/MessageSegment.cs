namespace Conductor.Actor;

/// <summary>A stretch of a mailbox's queue: the places of consecutive tickets.</summary>
/// <remarks>
/// Segments are linked and never used twice, so a sender that was held up in the middle of a tell cannot mistake one for another. A segment that has been
/// read to its end links to itself: a sender that still holds it begins again at the front, and a dead old segment keeps no young one alive.
/// </remarks>
/// <param name="first">The first ticket that has its place here.</param>
/// <param name="size">The number of places.</param>
internal sealed class MessageSegment(long first, int size)
{
    /// <summary>An actor that gets a message now and then keeps one segment of this size.</summary>
    internal const int SmallestSize = 8;

    private const int LargestSize = 1024;

    private readonly Place<object>[] _messages = new Place<object>[size];

    // Apart from the messages, and made by the first message that has a sender, because a storm from outside of actors has none.
    private Place<IActorRef>[]? _senders;

    private MessageSegment? _next;

    /// <summary>The next segment if there is one yet; itself when it is retired.</summary>
    internal MessageSegment? Next => Volatile.Read(ref _next);

    /// <summary>The first ticket that has its place here.</summary>
    internal long First { get; } = first;

    /// <summary>Whether a ticket has its place here.</summary>
    internal bool Holds(long ticket) => (ulong)(ticket - First) < (ulong)_messages.Length;

    /// <summary>Writes a message and its sender to their place. The message comes last, because it is what the reader looks at.</summary>
    internal void Put(long ticket, object message, IActorRef? sender)
    {
        var place = (int)(ticket - First);
        if (sender is not null) SendersOrNew()[place].Value = sender;
        Volatile.Write(ref _messages[place].Value, message);
    }

    /// <summary>Reads a message and its sender; false when they are not yet written.</summary>
    internal bool TryRead(long ticket, out object message, out IActorRef? sender)
    {
        var place = (int)(ticket - First);
        message = Volatile.Read(ref _messages[place].Value)!;
        sender = _senders?[place].Value;
        return message is not null;
    }

    /// <summary>Lets go of messages that have been read.</summary>
    internal void Forget(long from, long to)
    {
        var (start, length) = ((int)(from - First), (int)(to - from));
        Array.Clear(_messages, start, length);
        if (_senders is { } senders) Array.Clear(senders, start, length);
    }

    /// <summary>The next segment, made if there is none yet. Whoever comes first makes it, with room for as much again as is waiting.</summary>
    internal MessageSegment NextOrNew(long waiting) =>
        Next ?? Interlocked.CompareExchange(ref _next, new MessageSegment(First + _messages.Length, SizeFor(waiting)), null) ?? _next;

    /// <summary>All of it has been read.</summary>
    internal void Retire() => Volatile.Write(ref _next, this);

    private static int SizeFor(long waiting) => (int)Math.Clamp(waiting, 2 * SmallestSize, LargestSize);

    private Place<IActorRef>[] SendersOrNew() =>
        Volatile.Read(ref _senders) ?? Interlocked.CompareExchange(ref _senders, new Place<IActorRef>[_messages.Length], null) ?? _senders;

    /// <summary>Spares the check that an array of references makes on each write.</summary>
    private struct Place<T>
        where T : class
    {
        internal T? Value;
    }
}
