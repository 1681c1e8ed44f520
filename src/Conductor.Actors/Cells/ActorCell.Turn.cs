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
        _system.EventStream.Publish(new UnhandledMessage(message, Sender, this));
    }

    /// <summary>Replaces the message at hand by the one that it carries.</summary>
    internal void Unwrap(object message) => Dispatch(_current = new Envelope(message, _current!.Sender));

    protected override void Handle(Envelope envelope)
    {
        _current = envelope;
        _stash?.BeginMessage();
        if (_receiveTimeout is not null) PauseReceiveTimeout(envelope.Message);
        try
        {
            Dispatch(envelope);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        if (_awaiting is null) EndMessage();
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

    /// <summary>Lets go of the message, except of one that the actor failed at: PreRestart will be shown it.</summary>
    private void EndMessage()
    {
        _receiveTimeout?.Resume();
        if (_perpetrator is null) _current = null;
    }

    private void Dispatch(Envelope envelope)
    {
        var message = envelope.Message;
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
        if (!ReferenceEquals(notice, _current!.Message)) _current = new Envelope(notice, _current.Sender);
        Behave(notice);
    }
}
