namespace Conductor.Actor;

/// <summary>Runs mailboxes on one thread of the pool, one after the other.</summary>
/// <remarks>
/// A mailbox that is woken by a message from the running one waits in a slot of this thread and runs as soon as the current message is
/// handled and its mailbox has nothing else to do; otherwise it goes to the pool before the next message is begun. A pair that answers each other
/// so stays on one thread, without a queue or a second core in between. The price: whoever is woken may wait for the rest of the handler that woke it,
/// so a handler that blocks for the answer of an actor it has just told would wait forever. Handlers do not block.
/// </remarks>
internal sealed class Worker
{
    /// <summary>Time after which the thread goes back to the pool, so that others get their turn.</summary>
    private static readonly TimeSpan Quantum = TimeSpan.FromMicroseconds(100);

    /// <summary>Messages between two looks at the clock, which costs as much as a message.</summary>
    private const int MessagesPerLook = 60;

    [ThreadStatic]
    private static Worker? _current;

    // Protects the list. A thread that ends takes its worker along; what is left of it goes when the next one comes.
    private static readonly Lock Gate = new();
    private static WeakReference<Worker>[] _all = [];

    private ActorCell? _cell;
    private Mailbox? _waiting;
    // Written by this thread, read by watchdogs: which handling they see.
    private long _handlings;

    private Worker()
    {
        lock (Gate) Volatile.Write(ref _all, [.. _all.Where(static one => one.TryGetTarget(out _)), new WeakReference<Worker>(this)]);
    }

    /// <summary>The actor whose turn it is on this thread, or null.</summary>
    internal static ActorCell? CurrentCell => _current?._cell;

    /// <summary>The worker of this thread, once it has run a mailbox.</summary>
    internal static Worker? Current => _current;

    /// <summary>The workers of all threads.</summary>
    internal static IEnumerable<Worker> All => Volatile.Read(ref _all).Select(static one => one.TryGetTarget(out var worker) ? worker : null).OfType<Worker>();

    internal static void Schedule(Mailbox mailbox)
    {
        mailbox.System.Activity?.Begin();
        mailbox.System.Watchdog?.Stir();
        if (_current is not { _cell: not null } worker) ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
        else if (worker._waiting is null) worker._waiting = mailbox;
        else ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: true);
    }

    internal static void Run(Mailbox mailbox)
    {
        var worker = _current ??= new Worker();
        var (begin, unlooked) = (TimeProvider.System.GetTimestamp(), 0);
        var clean = ExecutionContext.Capture();
        while (true)
        {
            worker._cell = (ActorCell)mailbox;
            var hasMore = mailbox.RunTurn(worker, out var handled);
            worker._cell = null;
            // Ambient values that a handler left behind are not for the next actor.
            if (!ReferenceEquals(ExecutionContext.Capture(), clean) && clean is not null) ExecutionContext.Restore(clean);
            if (!hasMore) mailbox.System.Activity?.End();
            // A turn that had no message but still has more was busy with something else, for who knows how long.
            unlooked += handled == 0 && hasMore ? MessagesPerLook : handled + 1;
            var mayStay = unlooked < MessagesPerLook || TimeProvider.System.GetElapsedTime(begin) < Quantum;
            if (unlooked >= MessagesPerLook) unlooked = 0;
            // One that waits goes first; a mailbox that still has messages goes behind it.
            var next = worker._waiting;
            worker._waiting = null;
            if (next is null && !hasMore) return;
            if (next is not null && hasMore) ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
            next ??= mailbox;
            if (!mayStay)
            {
                ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
                return;
            }
            mailbox = next;
        }
    }

    /// <summary>What this worker is at for a system, seen from another thread; null where it is at nothing, or between two messages.</summary>
    internal Sighting? Glance(ActorSystem system)
    {
        var handling = Volatile.Read(ref _handlings);
        if (Volatile.Read(ref _cell) is not { } cell || cell.System != system || cell.MessageAtHand is not { } message) return null;
        return new Sighting(cell, message, handling);
    }

    /// <summary>A message is about to be handled: whoever was woken by the last one should not wait for this one too.</summary>
    internal void BeginHandling()
    {
        _handlings++;
        ReleaseWaiting();
    }

    /// <summary>Gives the mailbox in the slot to the pool, so that another thread can run it.</summary>
    internal void ReleaseWaiting()
    {
        if (_waiting is not { } waiting) return;
        _waiting = null;
        ThreadPool.UnsafeQueueUserWorkItem(waiting, preferLocal: true);
    }
}
