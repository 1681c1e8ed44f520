namespace Conductor.Actor;

/// <summary>The user messages of a mailbox: any number of senders, one reader, no lock. This is the reader's side.</summary>
internal abstract class MessageQueue : BeforeReader
{
    // The reader's own copy of where it reads.
    private MessageSegment? _reading;

    // Written by the reader only; others may read it for a guess of the length.
    private long _read;

    // The reader alone: up to here it has let go of what it has read.
    private long _forgotten;

    // The reader alone: messages that go ahead of the queue.
    private Envelope? _front;

    /// <summary>Messages waiting; a guess while others send or read.</summary>
    internal long Length => Sent - Read;

    protected sealed override long Read => Volatile.Read(ref _read);

    /// <summary>Whether messages go ahead of the queue.</summary>
    protected bool HasFront => _front is not null;

    /// <summary>Whether a message is to be read, if not at once: its sender may be about to write it. Asking disturbs the senders.</summary>
    protected bool HasMessages => _front is not null || _read != Sent;

    /// <summary>Takes the oldest message. False when there is none, or when its sender has not written it yet.</summary>
    protected bool TryTake(out object message, out IActorRef? sender)
    {
        if (_front is not null) return TakeFront(out message, out sender);
        (message, sender) = (null!, null);
        // Looks at the message's place and not at how many were sent: that number is the senders' own, and to read it here would cost them a cache miss.
        if ((_reading ??= First) is not { } segment) return false;
        if (!segment.Holds(_read))
        {
            if (segment.Next is not { } next) return false;
            ForgetRead();
            MoveOn(segment, next);
            _reading = segment = next;
        }
        if (!segment.TryRead(_read, out message, out sender)) return false;
        Volatile.Write(ref _read, _read + 1);
        return true;
    }

    /// <summary>Lets go of the messages that have been read. Once in a while and not each time, because senders write close by.</summary>
    protected void ForgetRead()
    {
        if (_forgotten == _read) return;
        _reading!.Forget(_forgotten, _read);
        _forgotten = _read;
    }

    /// <summary>Puts a chain of envelopes in front of all that wait. For the reader only.</summary>
    protected void PutInFront(Envelope first, Envelope last)
    {
        last.Next = _front;
        _front = first;
    }

    /// <summary>Goes to rest, unless there is a message. For the reader only.</summary>
    protected bool TryRest() => _front is null && TryRest(_read);

    /// <summary>Takes no more messages, unless there is one. For the reader only.</summary>
    protected bool TryClose() => _front is null && TryClose(_read);

    private bool TakeFront(out object message, out IActorRef? sender)
    {
        var envelope = _front!;
        (_front, envelope.Next) = (envelope.Next, null);
        (message, sender) = (envelope.Message, envelope.Sender);
        return true;
    }
}
