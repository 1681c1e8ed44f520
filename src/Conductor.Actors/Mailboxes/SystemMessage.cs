namespace Conductor.Actor;

/// <summary>A message of the kernel to a cell: handled ahead of user messages and also while the cell is suspended.</summary>
internal abstract class SystemMessage
{
    /// <summary>Stands in a mailbox that has ended.</summary>
    internal static readonly SystemMessage Closed = new ClosedMark();

    /// <summary>The message is its own queue node; same ownership as <see cref="Envelope.Next"/>.</summary>
    internal SystemMessage? Next;

    /// <summary>Does what the message says, on the cell's own turn.</summary>
    internal abstract void Apply(ActorCell cell);

    /// <summary>Answers, where an answer is owed, on behalf of a receiver that has ended.</summary>
    internal virtual void Refused(IInternalActorRef receiver)
    {
    }

    internal static SystemMessage? Reverse(SystemMessage? newest)
    {
        SystemMessage? oldest = null;
        while (newest is not null)
        {
            var older = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }

    private sealed class ClosedMark : SystemMessage
    {
        internal override void Apply(ActorCell cell)
        {
        }
    }
}

/// <summary>Ends the actor after the message it is at.</summary>
internal sealed class StopActor : SystemMessage
{
    internal override void Apply(ActorCell cell) => cell.OnStop();
}

/// <summary>Holds back user messages, of the whole subtree, until as many resumes have come.</summary>
internal sealed class SuspendActor : SystemMessage
{
    internal override void Apply(ActorCell cell) => cell.OnSuspend();
}

/// <summary>Takes back one suspension. The failure, when there is one, tells the failed actor that it was pardoned.</summary>
internal sealed class ResumeActor(Exception? causedByFailure) : SystemMessage
{
    internal override void Apply(ActorCell cell) => cell.OnResume(causedByFailure);
}

/// <summary>Replaces the actor's instance.</summary>
internal sealed class RestartActor(Exception cause) : SystemMessage
{
    internal override void Apply(ActorCell cell) => cell.OnRestart(cause);
}

/// <summary>Tells a parent that its child has failed and waits, suspended, for the verdict.</summary>
internal sealed class ChildFailed(ActorCell child, Exception cause) : SystemMessage
{
    internal ActorCell Child { get; } = child;

    internal Exception Cause { get; } = cause;

    internal override void Apply(ActorCell cell) => cell.OnChildFailed(this);
}

/// <summary>Adds a watcher.</summary>
internal sealed class WatchActor(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    internal override void Apply(ActorCell cell) => cell.OnWatchedBy(watcher);

    internal override void Refused(IInternalActorRef receiver) => Answer(existenceConfirmed: false);

    internal void Answer(bool existenceConfirmed) => watcher.SendSystem(new DeathNotice(watchee, existenceConfirmed));
}

/// <summary>Removes a watcher.</summary>
internal sealed class UnwatchActor(IInternalActorRef watcher) : SystemMessage
{
    internal override void Apply(ActorCell cell) => cell.OnUnwatchedBy(watcher);
}

/// <summary>Tells parent and watchers that an actor has ended.</summary>
internal sealed class DeathNotice(IActorRef actor, bool existenceConfirmed) : SystemMessage
{
    internal IActorRef Actor { get; } = actor;

    internal bool ExistenceConfirmed { get; } = existenceConfirmed;

    internal override void Apply(ActorCell cell) => cell.OnDeathNotice(this);
}
