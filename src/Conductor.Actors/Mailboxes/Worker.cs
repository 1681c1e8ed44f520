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
    /// <summary>Mailboxes run in one go before the thread goes back to the pool, so that others get their turn.</summary>
    private const int MaxHops = 64;

    [ThreadStatic]
    private static Worker? _current;

    private ActorCell? _cell;
    private Mailbox? _waiting;

    /// <summary>The actor whose turn it is on this thread, or null.</summary>
    internal static ActorCell? CurrentCell => _current?._cell;

    /// <summary>The worker of this thread, once it has run a mailbox.</summary>
    internal static Worker? Current => _current;

    internal static void Schedule(Mailbox mailbox)
    {
        mailbox.System.Activity?.Begin();
        if (_current is not { _cell: not null } worker) ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
        else if (worker._waiting is null) worker._waiting = mailbox;
        else ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: true);
    }

    internal static void Run(Mailbox mailbox)
    {
        var worker = _current ??= new Worker();
        for (var hops = 1; ; hops++)
        {
            worker._cell = (ActorCell)mailbox;
            var hasMore = mailbox.RunTurn(worker);
            worker._cell = null;
            if (hasMore) ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
            else mailbox.System.Activity?.End();
            if (worker._waiting is not { } next) return;
            worker._waiting = null;
            if (hops == MaxHops)
            {
                ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
                return;
            }
            mailbox = next;
        }
    }

    /// <summary>Gives the mailbox in the slot to the pool, so that another thread can run it.</summary>
    internal void ReleaseWaiting()
    {
        if (_waiting is not { } waiting) return;
        _waiting = null;
        ThreadPool.UnsafeQueueUserWorkItem(waiting, preferLocal: true);
    }
}
