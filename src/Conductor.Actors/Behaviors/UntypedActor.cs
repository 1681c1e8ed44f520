namespace Conductor.Actor;

/// <summary>An actor that takes each message as an object and calls <c>Unhandled</c> by itself.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>The actor's surroundings. Throws <see cref="NotSupportedException"/> outside of the actor's own handlers.</summary>
    protected static new IUntypedActorContext Context => ActorCell.Active;

    internal override bool OnMessage(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Handles a message. One that it does not know it gives to <c>Unhandled</c>.</summary>
    protected abstract void OnReceive(object message);

    /// <inheritdoc/>
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Runs asynchronous work as part of the message at hand: the mailbox waits for it.</summary>
    protected void RunTask(Func<Task> action) => Cell.RunTask(action);

    /// <summary>The same for an action that returns without waiting. What it throws fails the actor.</summary>
    protected void RunTask(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Cell.RunTask(() =>
        {
            action();
            return Task.CompletedTask;
        });
    }

    /// <summary>Replaces the behavior at hand.</summary>
    protected void Become(UntypedReceive receive) => Cell.Become(receive);

    /// <summary>Puts a behavior on top of the one at hand, to come back to with <c>UnbecomeStacked</c>.</summary>
    protected void BecomeStacked(UntypedReceive receive) => Cell.BecomeStacked(receive);
}
