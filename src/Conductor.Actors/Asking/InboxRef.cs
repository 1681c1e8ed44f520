namespace Conductor.Actor;

/// <summary>The ref of an inbox: a list of messages and a list of those who wait for one.</summary>
internal sealed class InboxRef(ActorSystem system) : LocalRef
{
    // Protects both lists and the watches between tellers and receivers; held for a search of a list.
    private readonly Lock _gate = new();
    private readonly LinkedList<object> _messages = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly Dictionary<IActorRef, object?> _watching = [];
    private readonly long _uid = system.NextUid();
    private bool _warned;
    private bool _closed;

    public override ActorPath Path => new(system.Root.Path / "temp", Children.NameOf(_uid), _uid);

    public override ActorSystem System => system;

    public override bool IsTerminated => Volatile.Read(ref _closed);

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException();
        bool warns;
        lock (_gate)
        {
            if (!_closed && (IsAwaited(message) || IsKept(message))) return;
            warns = !_closed && !_warned;
            _warned = true;
        }
        if (warns) KernelLog.InboxFull(system.Logger, system.Setup.InboxSize);
        system.Undelivered.Refuse(message, sender, this);
    }

    public override void SendSystem(SystemMessage message)
    {
        if (message is WatchActor watch && IsTerminated) watch.Refused(this);
        if (message is not DeathNotice notice) return;
        object? wanted;
        lock (_gate)
            if (!_watching.Remove(notice.Actor, out wanted)) return;
        Tell(wanted ?? new Terminated(notice.Actor, notice.ExistenceConfirmed, addressTerminated: false), notice.Actor);
    }

    internal void Watch(IActorRef subject, object? message)
    {
        lock (_gate)
            if (_closed || !_watching.TryAdd(subject, message)) return;
        if (subject is IInternalActorRef actor) actor.SendSystem(new WatchActor(actor, this));
        else SendSystem(new DeathNotice(subject, existenceConfirmed: false));
    }

    internal void Unwatch(IActorRef subject)
    {
        lock (_gate)
            if (!_watching.Remove(subject)) return;
        if (subject is IInternalActorRef actor) actor.SendSystem(new UnwatchActor(this));
    }

    internal Task<object> ReceiveAsync(Predicate<object> predicate, TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The time-out is zero or more, or infinite.");
        var waiter = new Waiter(this, predicate);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(Inbox));
            for (var at = _messages.First; at is not null; at = at.Next)
            {
                if (!predicate(at.Value)) continue;
                _messages.Remove(at);
                _warned = false;
                return Task.FromResult(at.Value);
            }
            _waiters.AddLast(waiter);
            waiter.GiveUpAfter(timeout);
        }
        return waiter.Task;
    }

    internal void Close()
    {
        IActorRef[] watched;
        object[] messages;
        lock (_gate)
        {
            if (_closed) return;
            Volatile.Write(ref _closed, true);
            (watched, messages) = ([.. _watching.Keys], [.. _messages]);
            foreach (var waiter in _waiters) waiter.Fail(new ObjectDisposedException(nameof(Inbox)));
            _messages.Clear();
            _waiters.Clear();
        }
        foreach (var subject in watched) Unwatch(subject);
        foreach (var message in messages) system.Undelivered.Refuse(message, null, this);
    }

    /// <summary>Gives a message to the first one who waits for it. Under the gate.</summary>
    private bool IsAwaited(object message)
    {
        LinkedListNode<Waiter>? next;
        for (var at = _waiters.First; at is not null; at = next)
        {
            next = at.Next;
            var (isDone, isTaken) = at.Value.Offer(message);
            if (isDone) _waiters.Remove(at);
            if (isTaken) return true;
        }
        return false;
    }

    private bool IsKept(object message)
    {
        if (_messages.Count >= system.Setup.InboxSize) return false;
        _messages.AddLast(message);
        return true;
    }

    private void GiveUp(Waiter waiter, TimeSpan after)
    {
        lock (_gate)
        {
            _waiters.Remove(waiter);
            waiter.Fail(new TimeoutException($"No message that was wanted came to the inbox within {after}."));
        }
    }

    /// <summary>Somebody who waits for a message.</summary>
    private sealed class Waiter(InboxRef inbox, Predicate<object> predicate) : TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private ITimer? _timer;

        /// <summary>Whether it waits no longer, and whether that is because it took the message.</summary>
        internal (bool IsDone, bool IsTaken) Offer(object message)
        {
            try
            {
                if (!predicate(message)) return (false, false);
            }
            catch (Exception wrong)
            {
                // The fault of whoever waits, and not of whoever tells.
                Fail(wrong);
                return (true, false);
            }
            _timer?.Dispose();
            return (true, TrySetResult(message));
        }

        internal void Fail(Exception why)
        {
            _timer?.Dispose();
            TrySetException(why);
        }

        internal void GiveUpAfter(TimeSpan timeout)
        {
            if (timeout == Timeout.InfiniteTimeSpan) return;
            _timer = inbox.System.TimeProvider.CreateDetachedTimer(_ => inbox.GiveUp(this, timeout), this, timeout, Timeout.InfiniteTimeSpan);
        }
    }
}
