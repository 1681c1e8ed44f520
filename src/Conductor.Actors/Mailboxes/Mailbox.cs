namespace Conductor.Actor;

/// <summary>The two queues of an actor and the rule of who may run it when.</summary>
/// <remarks>
/// <para>
/// <c>_inbox</c> is a stack that senders push onto and that also says whether the mailbox is at rest. Null: at rest, and the sender that
/// changes it to something else queues the mailbox. <c>Awake</c> or an envelope: queued, running or parked, so a sender has nothing more to do. <c>Closed</c>:
/// ended. Message and wake-up are thus one compare-and-swap, and no order of writes between them can be got wrong.
/// </para>
/// <para>
/// A turn takes the whole stack at once and reverses it into <c>_queue</c>, which only turns touch. One turn at a time is certain because only
/// the change away from rest (or from parked) queues the mailbox.
/// </para>
/// </remarks>
internal abstract class Mailbox : LocalRef, IThreadPoolWorkItem
{
    private static readonly Envelope Awake = new("awake", null);
    private static readonly Envelope Closed = new("closed", null);

    // Senders and turns, by compare-and-swap. Born awake: the first turn, queued by Start, creates the actor.
    private Envelope? _inbox = Awake;

    // Senders and turns, by compare-and-swap; a stack too. A sender pushes first and looks for a mailbox to wake second; a turn goes to
    // rest first and looks into this stack second. So one of the two always sees the other.
    private SystemMessage? _systemInbox;

    // 1 while a suspended mailbox waits for a system message with user messages left in its inbox. By compare-and-swap.
    private int _parked;

    // Only turns touch the rest.
    private Envelope? _queue;
    private bool _begun;
    private bool _ended;

    /// <summary>Whether user messages wait for a fault to be dealt with or for an awaiting handler to end.</summary>
    protected abstract bool IsSuspended { get; }

    public override bool IsTerminated => ReferenceEquals(Volatile.Read(ref _inbox), Closed);

    /// <summary>Messages waiting, at most <paramref name="limit"/> of them counted. A guess while others send or handle.</summary>
    internal int CountMessages(int limit)
    {
        var count = 0;
        for (var at = Volatile.Read(ref _queue); at is not null && count < limit; at = at.Next) count++;
        for (var at = Volatile.Read(ref _inbox); at is not null && count < limit; at = at.Next) count++;
        return count;
    }

    public override void SendSystem(SystemMessage message)
    {
        var head = Volatile.Read(ref _systemInbox);
        while (true)
        {
            if (ReferenceEquals(head, SystemMessage.Closed))
            {
                message.Refused(this);
                return;
            }
            message.Next = head;
            var seen = Interlocked.CompareExchange(ref _systemInbox, message, head);
            if (ReferenceEquals(seen, head)) break;
            head = seen;
        }
        if (TryWake()) Worker.Schedule(this);
    }

    void IThreadPoolWorkItem.Execute() => Worker.Run(this);

    /// <summary>Handles up to <c>Throughput</c> messages. True when more are waiting and the mailbox must be queued again.</summary>
    internal bool RunTurn(Worker worker)
    {
        if (!_begun) BeginOnce();
        var left = System.Throughput;
        while (true)
        {
            if (HasSystemMessages) HandleSystemMessages();
            if (_ended) return false;
            if (IsSuspended)
            {
                if (TryPark()) return false;
                continue;
            }
            if (_queue is null && !TakeInbox())
            {
                if (TryRest()) return false;
                continue;
            }
            if (left-- == 0) return true;
            // Whoever was woken by the last message should not wait for this one too.
            worker.ReleaseWaiting();
            var envelope = _queue!;
            _queue = envelope.Next;
            envelope.Next = null;
            Handle(envelope);
        }
    }

    /// <summary>Queues a mailbox for the first time.</summary>
    internal void Start() => Worker.Schedule(this);

    /// <summary>The first thing that the first turn does. Never throws.</summary>
    protected abstract void Begin();

    /// <summary>Handles one user message. Never throws.</summary>
    protected abstract void Handle(Envelope envelope);

    /// <summary>Handles one system message. Never throws.</summary>
    protected abstract void Handle(SystemMessage message);

    /// <summary>Takes a message that came after the end.</summary>
    protected abstract void Refuse(Envelope envelope);

    protected void Post(Envelope envelope)
    {
        var head = Volatile.Read(ref _inbox);
        while (true)
        {
            if (ReferenceEquals(head, Closed))
            {
                Refuse(envelope);
                return;
            }
            envelope.Next = head;
            var seen = Interlocked.CompareExchange(ref _inbox, envelope, head);
            if (ReferenceEquals(seen, head)) break;
            head = seen;
        }
        if (head is null) Worker.Schedule(this);
    }

    /// <summary>Puts a chain of envelopes in front of all that wait. Only from the actor's own turn.</summary>
    protected void Prepend(Envelope first, Envelope last)
    {
        last.Next = _queue;
        _queue = first;
    }

    /// <summary>Ends the mailbox: from now on everything is refused, and what is left is refused in order.</summary>
    protected void Close()
    {
        _ended = true;
        var late = Reverse(Interlocked.Exchange(ref _inbox, Closed));
        RefuseAll(_queue);
        _queue = null;
        RefuseAll(late);
        var system = SystemMessage.Reverse(Interlocked.Exchange(ref _systemInbox, SystemMessage.Closed));
        while (system is not null)
        {
            var next = system.Next;
            system.Next = null;
            system.Refused(this);
            system = next;
        }
    }

    protected void RefuseAll(Envelope? first)
    {
        while (first is not null)
        {
            var next = first.Next;
            first.Next = null;
            Refuse(first);
            first = next;
        }
    }

    private void BeginOnce()
    {
        _begun = true;
        Begin();
    }

    private bool HasSystemMessages
    {
        get
        {
            var head = Volatile.Read(ref _systemInbox);
            return head is not null && !ReferenceEquals(head, SystemMessage.Closed);
        }
    }

    private void HandleSystemMessages()
    {
        var message = SystemMessage.Reverse(Interlocked.Exchange(ref _systemInbox, null));
        while (message is not null)
        {
            var next = message.Next;
            message.Next = null;
            if (_ended) message.Refused(this);
            else Handle(message);
            message = next;
        }
    }

    private bool TakeInbox()
    {
        if (ReferenceEquals(Volatile.Read(ref _inbox), Awake)) return false;
        _queue = Reverse(Interlocked.Exchange(ref _inbox, Awake));
        return true;
    }

    private bool TryRest() =>
        ReferenceEquals(Interlocked.CompareExchange(ref _inbox, null, Awake), Awake) && !(HasSystemMessages && TryWake());

    private bool TryPark()
    {
        Interlocked.Exchange(ref _parked, 1);
        return !(HasSystemMessages && TryWake());
    }

    /// <summary>True for the one caller that changed the mailbox from resting or parked to awake, and now owns its next turn.</summary>
    private bool TryWake() =>
        Volatile.Read(ref _inbox) is null
            ? Interlocked.CompareExchange(ref _inbox, Awake, null) is null
            : Volatile.Read(ref _parked) == 1 && Interlocked.CompareExchange(ref _parked, 0, 1) == 1;

    private static Envelope? Reverse(Envelope? newest)
    {
        Envelope? oldest = null;
        while (newest is not null && !ReferenceEquals(newest, Awake))
        {
            var older = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }
}
