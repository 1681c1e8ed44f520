using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>Messages together with who sent them, and messages compared as the test says.</summary>
public abstract partial class Expectations
{
    /// <summary>The next message, which must be a <typeparamref name="T"/> that <paramref name="comparer"/> takes for <paramref name="message"/>.</summary>
    /// <param name="message">What is expected, first argument of the comparer.</param>
    /// <param name="comparer">Says whether what has come, its second argument, is that.</param>
    /// <param name="timeout">Moves the clock by that much at most; null to leave it alone.</param>
    /// <param name="hint">What was expected, for the failure's text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<T> ExpectMsgAsync<T>(
        T message, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        return ExpectAsync<T>(hint ?? $"{message}", (got, _) => comparer(message, got), timeout, cancellationToken);
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/> that <paramref name="isMessageAndSender"/> accepts from that sender.</summary>
    /// <param name="isMessageAndSender">Its sender is the dead letters when nobody sent it.</param>
    /// <param name="timeout">Moves the clock by that much at most; null to leave it alone.</param>
    /// <param name="hint">What was expected, for the failure's text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isMessageAndSender);
        return ExpectAsync<T>(
            hint ?? "a message and sender that the predicate accepts", (got, from) => isMessageAndSender(got, from ?? Kit.Sys.DeadLetters), timeout, cancellationToken);
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/> that passes <paramref name="assertMessageAndSender"/> with its sender.</summary>
    public async Task<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertMessageAndSender);
        var got = await ExpectMsgAsync<T>(timeout, hint, cancellationToken).ConfigureAwait(false);
        assertMessageAndSender(got, LastSender);
        return got;
    }

    /// <summary>The next message, which must be a <typeparamref name="T"/> from <paramref name="sender"/>.</summary>
    public Task<T> ExpectMsgFromAsync<T>(IActorRef sender, TimeSpan? duration = null, CancellationToken cancellationToken = default) =>
        ExpectMsgFromAsync<T>(sender, (T _) => true, duration, null, cancellationToken);

    /// <summary>The next message, which must equal <paramref name="message"/> and be from <paramref name="sender"/>.</summary>
    public Task<T> ExpectMsgFromAsync<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectMsgFromAsync<T>(sender, got => EqualityComparer<T>.Default.Equals(got, message), timeout, hint ?? $"{message}", cancellationToken);

    /// <summary>The next message, which must be a <typeparamref name="T"/> from <paramref name="sender"/> that <paramref name="isMessage"/> accepts.</summary>
    public Task<T> ExpectMsgFromAsync<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(isMessage);
        return ExpectAsync<T>($"{hint ?? $"a {typeof(T).Name}"} from {sender}", (got, from) => sender.Equals(from) && isMessage(got), timeout, cancellationToken);
    }
}
