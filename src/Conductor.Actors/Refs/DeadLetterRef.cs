using Conductor.Event;

namespace Conductor.Actor;

/// <summary>Takes what could not be delivered and publishes it on the event stream.</summary>
internal sealed class DeadLetterRef(ActorSystem system) : LocalRef
{
    private ActorPath? _path;

    public override ActorPath Path => _path ??= system.Root.Path / "deadLetters";

    public override ActorSystem System => system;

    public override bool IsTerminated => true;

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException();
        if (message is AllDeadLetters letter) Publish(letter);
        else Refuse(message, sender, this);
    }

    /// <summary>A watch of dead letters, like that of any dead actor, is answered at once.</summary>
    public override void SendSystem(SystemMessage message) => message.Refused(this);

    /// <summary>Makes a dead letter of a message whose receiver has ended or never was.</summary>
    internal void Refuse(object message, IActorRef? sender, IActorRef recipient)
    {
        if (message is AllDeadLetters inner) Publish(inner);
        else if (AnswersForNobody(message, sender)) return;
        else if (message is IDeadLetterSuppression quiet) Publish(new SuppressedDeadLetter(quiet, sender ?? this, recipient));
        else Publish(new DeadLetter(message, sender ?? this, recipient));
    }

    private static bool AnswersForNobody(object message, IActorRef? sender)
    {
        if (message is not Identify identify) return false;
        sender?.Tell(new ActorIdentity(identify.MessageId, null), null);
        return true;
    }

    private void Publish(AllDeadLetters letter)
    {
        system.DeadLetterLog.Note(letter);
        system.EventStream.Publish(letter);
    }
}
