using Conductor.Actor;

namespace Conductor.Event;

/// <summary>A message that could not be delivered, as it is published on the event stream. The base of all kinds.</summary>
public abstract class AllDeadLetters
{
    private protected AllDeadLetters(object message, IActorRef? sender, IActorRef recipient) =>
        (Message, Sender, Recipient) = (message, sender, recipient);

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>Who sent it; the dead letters when nobody did.</summary>
    public IActorRef? Sender { get; }

    /// <summary>Whom it was meant for.</summary>
    public IActorRef Recipient { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>A message whose receiver has ended or never was.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">Who sent it.</param>
/// <param name="recipient">Whom it was meant for.</param>
public sealed class DeadLetter(object message, IActorRef? sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);

/// <summary>The same for messages marked <see cref="IDeadLetterSuppression"/>: to be expected, and not logged.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">Who sent it.</param>
/// <param name="recipient">Whom it was meant for.</param>
public sealed class SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef? sender, IActorRef recipient)
    : AllDeadLetters(message, sender, recipient);

/// <summary>A message that was refused although its receiver lives.</summary>
/// <param name="message">The message.</param>
/// <param name="reason">Why, as <see cref="Dispatch.Rejected.MailboxFull"/>.</param>
/// <param name="sender">Who sent it.</param>
/// <param name="recipient">Whom it was meant for.</param>
public sealed class Dropped(object message, string reason, IActorRef? sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient)
{
    /// <summary>Why it was refused.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()}, {Reason}";
}

/// <summary>Marks messages that nobody minds if they come too late.</summary>
public interface IDeadLetterSuppression;

/// <summary>A message that its receiver had no handler for, as it is published on the event stream.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">Who sent it.</param>
/// <param name="recipient">Who did not handle it.</param>
public sealed class UnhandledMessage(object message, IActorRef sender, IActorRef recipient)
{
    /// <summary>The message.</summary>
    public object Message { get; } = message;

    /// <summary>Who sent it; the dead letters when nobody did.</summary>
    public IActorRef Sender { get; } = sender;

    /// <summary>Who did not handle it.</summary>
    public IActorRef Recipient { get; } = recipient;
}
