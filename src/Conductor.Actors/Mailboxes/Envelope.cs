namespace Conductor.Actor;

/// <summary>A message together with its sender, as it stands in a mailbox or a stash.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">Whom the receiver may answer, or null.</param>
public sealed class Envelope(object message, IActorRef? sender)
{
    /// <summary>The next one of a stash, or of the messages that an unstash put in front of the mailbox. Only its actor's turn touches it.</summary>
    internal Envelope? Next;

    /// <summary>The message.</summary>
    public object Message { get; } = message;

    /// <summary>Whom the receiver may answer; null when there is nobody.</summary>
    public IActorRef? Sender { get; } = sender;

    /// <inheritdoc/>
    public override string ToString() => $"{Message} from {Sender?.ToString() ?? "nobody"}";
}
