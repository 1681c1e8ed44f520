namespace Conductor.Actor;

/// <summary>What senders and reader of a mailbox both write: who may send, and where the message goes.</summary>
/// <remarks>
/// <para>
/// <c>_tickets</c> is one number: how many messages have been sent, and in its two lowest bits whether the mailbox is at rest or closed. A sender takes a
/// ticket by compare-and-swap, which in the same step learns whether the mailbox is closed, and ends its rest. So exactly one sender wakes it, none is
/// lost, and a message costs one such operation. With its ticket in hand a sender writes the message to the ticket's place.
/// </para>
/// <para>Between ticket and place a sender may be held up; the reader sees the ticket, finds the place empty, and comes back later.</para>
/// </remarks>
internal abstract class SendingSide : BeforeSenders
{
    private const long AtRest = 1;
    private const long Closed = 2;
    private const int FlagBits = 2;
    private const long Ticket = 1 << FlagBits;

    // Senders by compare-and-swap (ticket, end of rest); the reader by compare-and-swap (rest, closed).
    private long _tickets;

    // Where the last sender found its place: a hint, which may be old, but is never ahead of what is linked.
    private MessageSegment? _last;

    // The segment that is read, and the anchor of senders that have no better hint. Made by the first sender, then moved by the reader only.
    private MessageSegment? _first;

    // Read to its end, for the places of a segment to come. Left by the reader, taken by the sender that makes one.
    private MessageSegment? _spare;

    /// <summary>How many messages have been sent.</summary>
    protected long Sent => Volatile.Read(ref _tickets) >> FlagBits;

    /// <summary>The segment that is read now, if there has been a message. To ask disturbs the senders.</summary>
    protected MessageSegment? First
    {
        get => Volatile.Read(ref _first);
        private set => Volatile.Write(ref _first, value);
    }

    /// <summary>Goes on to the next segment. For the reader only, when it has read all of the first one and let go of it.</summary>
    protected void MoveOn(MessageSegment read, MessageSegment next)
    {
        First = next;
        read.Retire();
        if (read.IsWorthKeeping) Volatile.Write(ref _spare, read);
    }

    /// <summary>How many messages have been read; anybody may ask.</summary>
    protected abstract long Read { get; }

    /// <summary>Sends a message. False when closed, or when <paramref name="bound"/> messages are waiting.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Its sender.</param>
    /// <param name="bound">The most messages to hold.</param>
    /// <param name="wakes">Whether the mailbox was at rest, and the caller must queue it.</param>
    protected bool TryPut(object message, IActorRef? sender, long bound, out bool wakes)
    {
        var seen = Volatile.Read(ref _tickets);
        while (true)
        {
            wakes = (seen & AtRest) != 0;
            if ((seen & Closed) != 0 || (bound != long.MaxValue && (seen >> FlagBits) - Read >= bound)) return false;
            var now = Interlocked.CompareExchange(ref _tickets, (seen & ~AtRest) + Ticket, seen);
            if (now == seen) break;
            seen = now;
        }
        var ticket = seen >> FlagBits;
        var segment = Volatile.Read(ref _last);
        if (segment is null || !segment.Holds(ticket)) segment = SegmentOf(ticket, segment);
        segment.Put(ticket, message, sender);
        return true;
    }

    /// <summary>Goes to rest after <paramref name="read"/> messages, unless there is one more. For the reader only.</summary>
    protected bool TryRest(long read)
    {
        var empty = read << FlagBits;
        return Interlocked.CompareExchange(ref _tickets, empty | AtRest, empty) == empty;
    }

    /// <summary>Ends the rest without a message. True for the one caller that did it, and must queue the mailbox.</summary>
    protected bool TryEndRest()
    {
        var seen = Volatile.Read(ref _tickets);
        // When a sender comes in between, it has ended the rest.
        return (seen & AtRest) != 0 && Interlocked.CompareExchange(ref _tickets, seen & ~AtRest, seen) == seen;
    }

    /// <summary>Takes no more messages from now on, unless there is one more after <paramref name="read"/> of them. For the reader only.</summary>
    protected bool TryClose(long read)
    {
        var empty = read << FlagBits;
        return Interlocked.CompareExchange(ref _tickets, empty | Closed, empty) == empty;
    }

    private MessageSegment SegmentOf(long ticket, MessageSegment? hint)
    {
        var at = hint is not null && hint.First < ticket ? hint : FirstSegment();
        while (!at.Holds(ticket))
        {
            var next = at.NextOrNew(ticket - Read, ref _spare);
            // A retired one has nothing more to say; the reader cannot be past the place that this sender is to fill.
            at = ReferenceEquals(next, at) ? FirstSegment() : next;
        }
        Volatile.Write(ref _last, at);
        return at;
    }

    private MessageSegment FirstSegment() =>
        Volatile.Read(ref _first) ?? Interlocked.CompareExchange(ref _first, new MessageSegment(0, MessageSegment.SmallestSize), null) ?? _first;
}
