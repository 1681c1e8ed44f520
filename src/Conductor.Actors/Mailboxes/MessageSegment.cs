namespace Conductor.Actor;

/// <summary>A stretch of a mailbox's queue: the places of consecutive tickets.</summary>
/// <remarks>
/// Segments are linked and never used twice, so a sender that was held up in the middle of a tell cannot mistake one for another. A segment that has been
/// read to its end links to itself: a sender that still holds it begins again at the front, and a dead old segment keeps no young one alive.
/// Its places go to a later segment: all that had a ticket for them have written, and nobody writes without one.
/// </remarks>
internal sealed class MessageSegment
{
    /// <summary>An actor that gets a message now and then keeps one segment of this size.</summary>
    internal const int SmallestSize = 4;

    private const int SmallestNextSize = 16;

    /// <summary>Reached only when as many messages wait. So large an array is not moved by the collector, which a long queue would else keep busy.</summary>
    private const int LargestSize = 16_384;

    private const int LargestSpare = 1_024;

    private readonly Place<object>[] _messages;

    // Apart from the messages, and made by the first message that has a sender, because a storm from outside of actors has none.
    private Place<IActorRef>[]? _senders;

    private MessageSegment? _next;

    /// <param name="first">The first ticket that has its place here.</param>
    /// <param name="size">The number of places, at least.</param>
    /// <param name="spare">A retired segment, whose places are taken over if they are enough.</param>
    internal MessageSegment(long first, int size, MessageSegment? spare = null)
    {
        First = first;
        if (spare is not null && spare._messages.Length >= size) (_messages, _senders) = (spare._messages, spare._senders);
        else _messages = new Place<object>[size];
    }

    /// <summary>The next segment if there is one yet; itself when it is retired.</summary>
    internal MessageSegment? Next => Volatile.Read(ref _next);

    /// <summary>The first ticket that has its place here.</summary>
    internal long First { get; }

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
        if (length == 1)
        {
            // As a rule, and a call costs more than this.
            _messages[start].Value = null;
            if (_senders is { } all) all[start].Value = null;
            return;
        }
        Array.Clear(_messages, start, length);
        if (_senders is { } senders) Array.Clear(senders, start, length);
    }

    /// <summary>The next segment, made if there is none yet. Whoever comes first makes it, with room for as much again as is waiting.</summary>
    internal MessageSegment NextOrNew(long waiting, ref MessageSegment? spare) =>
        Next ?? Interlocked.CompareExchange(ref _next, new MessageSegment(First + _messages.Length, SizeFor(waiting), Interlocked.Exchange(ref spare, null)), null) ?? _next;

    /// <summary>Whether its places are few enough to be kept for later: an actor that had a storm should not keep the room for the next one.</summary>
    internal bool IsWorthKeeping => _messages.Length <= LargestSpare;

    /// <summary>All of it has been read.</summary>
    internal void Retire() => Volatile.Write(ref _next, this);

    private static int SizeFor(long waiting) => (int)Math.Clamp(waiting, SmallestNextSize, LargestSize);

    private Place<IActorRef>[] SendersOrNew() =>
        Volatile.Read(ref _senders) ?? Interlocked.CompareExchange(ref _senders, new Place<IActorRef>[_messages.Length], null) ?? _senders;

    /// <summary>Spares the check that an array of references makes on each write.</summary>
    private struct Place<T>
        where T : class
    {
        internal T? Value;
    }
}
