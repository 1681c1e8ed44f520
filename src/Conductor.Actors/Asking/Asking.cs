#pragma warning disable VSTHRD200 // Ask is the name that Akka.NET users know
namespace Conductor.Actor;

/// <summary>Asks: tells a message and returns a task of the answer.</summary>
/// <remarks>
/// The answer is what the asked one tells to its <c>Sender</c>. The task faults with <see cref="AskTimeoutException"/> when none comes in time, with the
/// cause of a <see cref="Status.Failure"/>, and with <see cref="ArgumentException"/> for an answer of another type; it is cancelled by the token. Whatever
/// comes after that is a dead letter. Without a time-out given, <see cref="KernelSetup.AskTimeout"/> counts, which by default is none.
/// </remarks>
public static class Futures
{
    /// <summary>Asks for an answer of any type; even a <see cref="Status.Failure"/> is then just the answer.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) => self.Ask<object>(message, timeout, CancellationToken.None);

    /// <summary>Asks for an answer of any type.</summary>
    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) => self.Ask<object>(message, null, cancellationToken);

    /// <summary>Asks for an answer of any type.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    /// <summary>Asks for an answer of type <typeparamref name="T"/>.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) => self.Ask<T>(message, timeout, CancellationToken.None);

    /// <summary>Asks for an answer of type <typeparamref name="T"/>.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) => self.Ask<T>(message, null, cancellationToken);

    /// <summary>Asks for an answer of type <typeparamref name="T"/>.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (message is null) throw new InvalidMessageException();
        return AskRef<T>.StartAsync(self, message, null, timeout, cancellationToken);
    }

    /// <summary>Asks with a message that contains the ref to answer to.</summary>
    public static Task<T> Ask<T>(
        this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageFactory);
        return AskRef<T>.StartAsync(self, null, messageFactory, timeout, cancellationToken);
    }
}
