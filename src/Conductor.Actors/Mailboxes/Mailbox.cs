namespace Conductor.Actor;

/// <summary>The two queues of an actor, and the rule of who may run it when.</summary>
/// <remarks>
/// A mailbox is at rest, or queued to run, or running, or parked: suspended, with nothing to do but wait for a system message. One turn at a time is
/// certain because only the change away from rest or from parked queues it, and only one caller makes that change.
/// </remarks>
internal abstract class Mailbox(ActorSystem system) : MessageQueue, IThreadPoolWorkItem
{
    /// <summary>How often a turn looks again for a message whose sender has its ticket, before it lets others have the thread.</summary>
    private const int Looks = 50;

    // Senders and turns, by compare-and-swap: a stack, newest first. A sender pushes first and looks for a mailbox to wake second; a turn goes
    // to rest first and looks into this stack second. So one of the two always sees the other.
    private SystemMessage? _systemInbox;

    // 1 while parked. By compare-and-swap.
    private int _parked;

    // Written by the mailbox's last proper turn; others ask whether the actor lives.
    private volatile bool _ended;

    // Only turns touch it.
    private bool _begun;

    public sealed override ActorSystem System { get; } = system;

    public sealed override bool IsTerminated => _ended;

    /// <summary>How many reasons there are to hold user messages back: faults that wait for a verdict, a handler that awaits.</summary>
    protected int Holds { get; set; }

    private bool HasSystemMessages => Volatile.Read(ref _systemInbox) is not null && !_ended;

    public sealed override void SendSystem(SystemMessage message)
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

    /// <summary>Queues a mailbox for the first time.</summary>
    internal void Start() => Worker.Schedule(this);

    /// <summary>Handles up to <c>Throughput</c> messages. True when the mailbox must be queued again.</summary>
    /// <param name="worker">The worker whose turn it is.</param>
    /// <param name="handled">How many messages were handled.</param>
    internal bool RunTurn(Worker worker, out int handled)
    {
        handled = 0;
        if (!_begun) BeginOnce();
        for (var looks = Looks; ;)
        {
            if (HasSystemMessages) HandleSystemMessages();
            if (_ended) return RefuseRest();
            if (Holds == 0) handled += HandleMessages(worker, System.Throughput - handled);
            // Once more, but not without end: for a system message (a handler may do nothing but yield), or because a sender has its ticket and is
            // about to put its message in place.
            var again = HasSystemMessages || (Holds == 0 && HasMessages && handled < System.Throughput);
            if (again && looks-- > 0) continue;
            LetGo();
            ForgetRead();
            if (again || (Holds == 0 && HasMessages)) return true;
            if (Holds > 0 ? TryPark() : TryRest() && !(HasSystemMessages && TryEndRest())) return false;
        }
    }

    /// <summary>The first thing that the first turn does. Never throws.</summary>
    protected abstract void Begin();

    /// <summary>Lets go of the last message.</summary>
    protected abstract void LetGo();

    /// <summary>Handles one user message. Never throws.</summary>
    protected abstract void Handle(object message, IActorRef? sender);

    /// <summary>Handles one system message. Never throws.</summary>
    protected abstract void Handle(SystemMessage message);

    /// <summary>Takes a message that will not be handled.</summary>
    protected abstract void Refuse(object message, IActorRef? sender);

    protected void Post(object message, IActorRef? sender, long bound)
    {
        if (!TryPut(message, sender, bound, out var wakes)) Refuse(message, sender);
        else if (wakes) Worker.Schedule(this);
    }

    /// <summary>Ends the mailbox: from now on everything is refused, what was stashed first, and the rest in the order in which it was sent.</summary>
    protected void End(IEnumerable<Envelope> stashed)
    {
        _ended = true;
        foreach (var envelope in stashed) Refuse(envelope.Message, envelope.Sender);
        // Only what is there now: who waits for the end must not wait for a storm to end too.
        for (var left = Length; (HasFront || left-- > 0) && TryTake(out var message, out var sender);) Refuse(message, sender);
        var system = SystemMessage.Reverse(Interlocked.Exchange(ref _systemInbox, SystemMessage.Closed));
        while (system is not null)
        {
            var next = system.Next;
            system.Next = null;
            system.Refused(this);
            system = next;
        }
    }

    /// <summary>
    /// Refuses what has come since the end, until nothing is left and the queue can be closed in the same moment. So not even as dead letters do messages of
    /// one sender overtake each other, which they would if it was closed first. True when there is more to do.
    /// </summary>
    private bool RefuseRest()
    {
        for (var left = System.Throughput; left > 0; left--)
        {
            if (TryTake(out var message, out var sender)) Refuse(message, sender);
            else if (TryClose()) return false;
        }
        return true;
    }

    private void BeginOnce()
    {
        _begun = true;
        Begin();
    }

    private int HandleMessages(Worker worker, int most)
    {
        var handled = 0;
        while (handled < most && Volatile.Read(ref _systemInbox) is null && Holds == 0 && TryTake(out var message, out var sender))
        {
            worker.BeginHandling();
            Handle(message, sender);
            handled++;
        }
        return handled;
    }

    private void HandleSystemMessages()
    {
        LetGo();
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

    private bool TryPark()
    {
        Interlocked.Exchange(ref _parked, 1);
        return !(HasSystemMessages && TryUnpark());
    }

    private bool TryUnpark() => Volatile.Read(ref _parked) == 1 && Interlocked.CompareExchange(ref _parked, 0, 1) == 1;

    /// <summary>True for the one caller that ended the mailbox's rest, and now owns its next turn.</summary>
    private bool TryWake() => TryEndRest() || TryUnpark();
}
