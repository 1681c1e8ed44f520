using Conductor.Event;

namespace Conductor.Actor;

/// <summary>What happens to one message.</summary>
internal sealed partial class ActorCell
{
    // Null stands for the actor's own Receive, so that an actor that never changes needs no delegate.
    private Receive? _behavior;
    private Stack<Receive?>? _shadowed;

    public void Become(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _behavior = receive;
    }

    public void BecomeStacked(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        (_shadowed ??= new()).Push(_behavior);
        _behavior = receive;
    }

    public void UnbecomeStacked()
    {
        if (_shadowed is { Count: > 0 } shadowed) _behavior = shadowed.Pop();
    }

    public void Become(UntypedReceive receive) => Become(AsReceive(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(AsReceive(receive));

    internal void OnUnhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        System.EventStream.Publish(new UnhandledMessage(message, Sender, this));
    }

    /// <summary>Replaces the message at hand by the one that it carries.</summary>
    internal void Unwrap(object message)
    {
        _message = message;
        Dispatch(message);
    }

    protected override void Handle(object message, IActorRef? sender)
    {
        (_message, _sender) = (message, sender);
        _stash?.BeginMessage();
        if (_receiveTimeout is not null) PauseReceiveTimeout(message);
        try
        {
            Dispatch(message);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        if (_awaiting is null) _receiveTimeout?.Resume();
    }

    /// <summary>Lets go of the message, except of one that is awaited, or that the actor failed at: PreRestart will be shown it.</summary>
    protected override void LetGo()
    {
        if (_perpetrator is null && _awaiting is null) (_message, _sender) = (null, null);
    }

    protected override void Handle(SystemMessage message)
    {
        try
        {
            if (message is StopActor or RestartActor) AskHandlerToEnd();
            if (ShouldDefer(message)) (_deferred ??= new()).Enqueue(message);
            else message.Apply(this);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private static Receive AsReceive(UntypedReceive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return message =>
        {
            receive(message);
            return true;
        };
    }

    private void Dispatch(object message)
    {
        if (message is AutoReceivedMessage auto) AutoReceive(auto);
        else Behave(message);
    }

    private void Behave(object message)
    {
        var handled = _behavior is { } behavior ? behavior(message) : _actor!.OnMessage(message);
        if (!handled) _actor!.OnUnhandled(message);
    }

    private void AutoReceive(AutoReceivedMessage message)
    {
        switch (message)
        {
            case TimerTick tick:
                if (_timers?.Accept(tick) is { } due) Unwrap(due);
                break;
            case Terminated terminated:
                if (AcceptTerminated(terminated) is { } notice) DeliverDeath(notice);
                break;
            case PoisonPill:
                Stop();
                break;
            case Kill:
                throw new ActorKilledException($"{this} was killed.");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, this), this);
                break;
        }
    }

    private void DeliverDeath(object notice)
    {
        _message = notice;
        Behave(notice);
    }
}
