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
        Waiter? waiter;
        lock (_gate)
        {
            waiter = _waiters.FirstOrDefault(each => each.Wants(message));
            if (waiter is not null) Remove(waiter);
            else if (!_closed && _messages.Count < system.Setup.InboxSize)
            {
                _messages.AddLast(message);
                return;
            }
        }
        if (waiter is null || !waiter.TrySetResult(message)) Drop(message, sender);
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
        List<IActorRef> watched;
        lock (_gate)
        {
            if (_closed) return;
            Volatile.Write(ref _closed, true);
            watched = [.. _watching.Keys];
        }
        foreach (var subject in watched) Unwatch(subject);
        // Nobody adds to either list any more.
        foreach (var message in _messages) system.Undelivered.Refuse(message, null, this);
        foreach (var waiter in _waiters.ToArray())
        {
            Remove(waiter);
            waiter.TrySetException(new ObjectDisposedException(nameof(Inbox)));
        }
    }

    private void Remove(Waiter waiter)
    {
        _waiters.Remove(waiter);
        waiter.StopTimer();
    }

    private void Drop(object message, IActorRef? sender)
    {
        lock (_gate)
        {
            if (!_warned && !_closed) KernelLog.InboxFull(system.Logger, system.Setup.InboxSize);
            _warned = true;
        }
        system.Undelivered.Refuse(message, sender, this);
    }

    private void GiveUp(Waiter waiter, TimeSpan after)
    {
        lock (_gate) Remove(waiter);
        waiter.TrySetException(new TimeoutException($"No message that was wanted came to the inbox within {after}."));
    }

    /// <summary>Somebody who waits for a message.</summary>
    private sealed class Waiter(InboxRef inbox, Predicate<object> predicate) : TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private ITimer? _timer;

        internal bool Wants(object message) => predicate(message);

        internal void GiveUpAfter(TimeSpan timeout)
        {
            if (timeout == Timeout.InfiniteTimeSpan) return;
            _timer = inbox.System.TimeProvider.CreateDetachedTimer(_ => inbox.GiveUp(this, timeout), this, timeout, Timeout.InfiniteTimeSpan);
        }

        internal void StopTimer() => _timer?.Dispose();
    }
}
