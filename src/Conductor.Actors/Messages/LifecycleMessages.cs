using Conductor.Event;

namespace Conductor.Actor;

/// <summary>Marks the messages that the cell itself acts on. A mark to look for only: one's own messages with it are handled like any other.</summary>
public interface IAutoReceivedMessage;

/// <summary>A message that the cell itself acts on before the actor's behaviour may see it.</summary>
/// <remarks>A class and not an interface: a class is told apart in a few instructions, and every message passes this question.</remarks>
public abstract class AutoReceivedMessage : IAutoReceivedMessage
{
    private protected AutoReceivedMessage()
    {
    }
}

/// <summary>Stops the actor when its turn in the mailbox comes; what was told before it is still handled.</summary>
public sealed class PoisonPill : AutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    /// <summary>The only one.</summary>
    public static PoisonPill Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "<PoisonPill>";
}

/// <summary>Makes the actor fail with <see cref="ActorKilledException"/>; by default its supervisor then stops it.</summary>
public sealed class Kill : AutoReceivedMessage, IPossiblyHarmful
{
    private Kill()
    {
    }

    /// <summary>The only one.</summary>
    public static Kill Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "<Kill>";
}

/// <summary>Tells a watcher that the actor it watched has ended. Exactly one arrives per watch.</summary>
public sealed class Terminated : AutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    /// <summary>One made by hand. An actor takes it only when it has watched that actor, which has ended; any other is dropped.</summary>
    public Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated) =>
        (ActorRef, ExistenceConfirmed, AddressTerminated) = (actorRef, existenceConfirmed, addressTerminated);

    /// <summary>The actor that has ended.</summary>
    public IActorRef ActorRef { get; }

    /// <summary>False when the actor was already gone, or had never been, at the time of the watch.</summary>
    public bool ExistenceConfirmed { get; }

    /// <summary>True when the whole system of the actor was lost; always false for a local one.</summary>
    public bool AddressTerminated { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>Asks an actor who it is; the cell answers with <see cref="ActorIdentity"/>, and with a null subject where nobody is.</summary>
/// <param name="messageId">Comes back in the answer; null is allowed.</param>
public sealed class Identify(object? messageId) : AutoReceivedMessage, INotInfluenceReceiveTimeout
{
    /// <summary>What the asker recognizes the answer by.</summary>
    public object? MessageId { get; } = messageId;

    /// <inheritdoc/>
    public override string ToString() => $"<Identify>: {MessageId}";
}

/// <summary>The answer to <see cref="Identify"/>.</summary>
/// <param name="messageId">The id of the question.</param>
/// <param name="subject">The actor that answered, or null when nobody was there.</param>
public sealed class ActorIdentity(object? messageId, IActorRef? subject)
{
    /// <summary>The id of the question.</summary>
    public object? MessageId { get; } = messageId;

    /// <summary>The actor that answered, or null when nobody was there.</summary>
    public IActorRef? Subject { get; } = subject;

    /// <inheritdoc/>
    public override string ToString() => $"<ActorIdentity>: {Subject} - MessageId={MessageId}";
}

/// <summary>Marks messages that a stranger should not be able to send: they end or disturb the receiver.</summary>
public interface IPossiblyHarmful;

/// <summary>Marks messages that do not restart the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>Arrives when no message has come for as long as <see cref="IActorContext.SetReceiveTimeout"/> asked.</summary>
public sealed class ReceiveTimeout : IPossiblyHarmful
{
    private ReceiveTimeout()
    {
    }

    /// <summary>The only one.</summary>
    public static ReceiveTimeout Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "<ReceiveTimeout>";
}

/// <summary>Answers that say whether something went well; an ask that is answered by a failure faults.</summary>
public abstract class Status
{
    private Status()
    {
    }

    /// <summary>It went well.</summary>
    /// <param name="status">What came of it; may be null.</param>
    public sealed class Success(object? status) : Status
    {
        /// <summary>Success that has nothing to say.</summary>
        public static Success Instance { get; } = new(null);

        /// <summary>What came of it.</summary>
        public object? Status { get; } = status;

        /// <inheritdoc/>
        public override string ToString() => $"Success: {Status}";
    }

    /// <summary>It failed.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="state">What the failure concerns; may be null.</param>
    public sealed class Failure(Exception cause, object? state = null) : Status
    {
        /// <summary>Why it failed.</summary>
        public Exception Cause { get; } = cause;

        /// <summary>What the failure concerns.</summary>
        public object? State { get; } = state;

        /// <inheritdoc/>
        public override string ToString() => $"Failure: {Cause}";
    }
}
