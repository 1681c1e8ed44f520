namespace Conductor.Actor;

/// <summary>Whom the actor watches, and who watches it.</summary>
internal sealed partial class ActorCell
{
    private static readonly object NoCustomMessage = new();

    // Watched actor to the message that its watcher wants, or NoCustomMessage.
    private Dictionary<IActorRef, object>? _watching;

    // The same for actors that have ended and whose Terminated stands in the mailbox. An unwatch takes it out of here, and so makes it void.
    private Dictionary<IActorRef, object>? _announced;

    private HashSet<IInternalActorRef>? _watchers;

    public IActorRef Watch(IActorRef subject) => Watch(subject, NoCustomMessage);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        if (message is null) throw new InvalidMessageException();
        return Watch(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (_watching?.Remove(subject) == true && subject is IInternalActorRef actor) actor.SendSystem(new UnwatchActor(this));
        _announced?.Remove(subject);
        return subject;
    }

    internal void OnWatchedBy(IInternalActorRef watcher) => (_watchers ??= []).Add(watcher);

    internal void OnUnwatchedBy(IInternalActorRef watcher) => _watchers?.Remove(watcher);

    internal void OnDeathNotice(DeathNotice notice)
    {
        // The child's name is free before anybody hears of its end, so Terminated may be answered by a child of the same name.
        if (notice.Actor is ActorCell child && ReferenceEquals(child._parent, this)) OnChildEnded(child);
        if (_watching is null || !_watching.Remove(notice.Actor, out var message) || _ending) return;
        (_announced ??= [])[notice.Actor] = message;
        Tell(new Terminated(notice.Actor, notice.ExistenceConfirmed, addressTerminated: false), notice.Actor);
    }

    /// <summary>Makes a Terminated count again that was handled once, by being stashed.</summary>
    internal void AnnounceAgain(Terminated terminated) => (_announced ??= []).TryAdd(terminated.ActorRef, NoCustomMessage);

    private IActorRef Watch(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ReferenceEquals(subject, this)) return subject;
        if ((_watching ??= []).TryGetValue(subject, out var wanted))
        {
            if (Equals(wanted, message)) return subject;
            throw new InvalidOperationException($"{this} already watches {subject} for another message; call Unwatch before the wish is changed.");
        }
        _watching.Add(subject, message);
        if (subject is IInternalActorRef actor) actor.SendSystem(new WatchActor(actor, this));
        else SendSystem(new DeathNotice(subject, existenceConfirmed: false));
        return subject;
    }

    /// <summary>What the actor is to see: the Terminated, the message it wanted instead, or null for one that is void.</summary>
    private object? AcceptTerminated(Terminated terminated) =>
        _announced is null || !_announced.Remove(terminated.ActorRef, out var message) ? null
        : ReferenceEquals(message, NoCustomMessage) ? terminated
        : message;

    private void UnwatchAll()
    {
        if (_watching is null) return;
        foreach (var subject in _watching.Keys)
            if (subject is IInternalActorRef actor) actor.SendSystem(new UnwatchActor(this));
        _watching = null;
        _announced = null;
    }

    private void TellWatchers()
    {
        if (_watchers is null) return;
        foreach (var watcher in _watchers)
            // The parent has its notice as a parent, and takes it for both.
            if (!watcher.Equals(_parent)) watcher.SendSystem(new DeathNotice(this, existenceConfirmed: true));
        _watchers = null;
    }
}
