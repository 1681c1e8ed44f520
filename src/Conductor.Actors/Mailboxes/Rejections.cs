using Conductor.Actor;

namespace Conductor.Dispatch;

/// <summary>Marks a message whose sender wants to hear of it when a full mailbox refuses it.</summary>
public interface IRejectable;

/// <summary>Tells the sender of a message marked <see cref="IRejectable"/> that it was refused. The message is a dead letter too.</summary>
/// <param name="message">The message.</param>
/// <param name="recipient">The actor whose mailbox is full.</param>
/// <param name="reason">Why: <see cref="MailboxFull"/>.</param>
public sealed class Rejected(object message, IActorRef recipient, string reason)
{
    /// <summary>The reason of messages that came to a full mailbox.</summary>
    public const string MailboxFull = "MailboxFull";

    /// <summary>The message.</summary>
    public object Message { get; } = message;

    /// <summary>The actor whose mailbox is full.</summary>
    public IActorRef Recipient { get; } = recipient;

    /// <summary>Why.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc/>
    public override string ToString() => $"Rejected by {Recipient}, {Reason}: {Message}";
}
