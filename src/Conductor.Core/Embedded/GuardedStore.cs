using System.Runtime.CompilerServices;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Embedded;

/// <summary>
/// Stands before a store that an application has brought. Whatever it throws becomes the answer that the ports have for a store that fails, because those who
/// ask rely on one: a conversation that never heard how its append went would wait for ever. Failures are logged when they begin and when they end.
/// </summary>
internal sealed class GuardedStore(IConversationStore store, ILogger logger) : IConversationDirectory, IConversationLog, IAsyncDisposable
{
    // 1 while the last that was heard of the store is that it failed.
    private int _isFailing;

    /// <summary>Opens the store.</summary>
    /// <exception cref="ConversationStoreException">It cannot be opened.</exception>
    public async Task<Member> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            // A store that does not listen to the token must not keep a conductor that stops.
            return await store.OpenAsync(name, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (IsSurprise(cause, cancellationToken))
        {
            throw new ConversationStoreException($"The application's conversation log cannot be opened: {cause.Message}", cause);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ConversationPlace?> LocateAsync(Guid conversation, CancellationToken cancellationToken) =>
        AskAsync(() => store.LocateAsync(conversation, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Claim> ClaimAsync(Guid conversation, CancellationToken cancellationToken) =>
        AskAsync(() => store.ClaimAsync(conversation, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(Guid conversation, long epoch, CancellationToken cancellationToken) =>
        await AskAsync(
            async () =>
            {
                await store.ReleaseAsync(conversation, epoch, cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<ConversationPage> ListAsync(ConversationQuery query, CancellationToken cancellationToken) =>
        AskAsync(() => store.ListAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Guid>> OrphansAsync(int limit, CancellationToken cancellationToken) =>
        AskAsync(() => store.OrphansAsync(limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events) =>
        KeepAsync(() => store.AppendAsync(conversation, epoch, head, events));

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> DeleteAsync(Guid conversation, long epoch, Guid? commandId) =>
        KeepAsync(() => store.DeleteAsync(conversation, epoch, commandId));

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(Guid conversation, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = await AskAsync(() => new ValueTask<IAsyncEnumerator<StoredEvent>>(
            store.ReadAsync(conversation, after, cancellationToken).GetAsyncEnumerator(cancellationToken)), cancellationToken).ConfigureAwait(false);
        await using (events.ConfigureAwait(false))
        {
            while (await AskAsync(events.MoveNextAsync, cancellationToken).ConfigureAwait(false))
                yield return events.Current;
        }
    }

    /// <summary>Closes the store. Never throws: nobody is left who could do anything about it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception cause) // an application's code: whatever it throws, the conductor has stopped and its host goes on
        {
            logger.StoreFailed(cause.Message, cause);
        }
    }

    // As it may throw the one exception of the ports, so anything else becomes that one.
    private async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await ask().ConfigureAwait(false);
            Works();
            return answer;
        }
        catch (Exception cause) when (IsSurprise(cause, cancellationToken))
        {
            Fails(cause.Message, cause);
            throw new ConversationStoreException($"The application's conversation log failed: {cause.Message}", cause);
        }
        catch (ConversationStoreException cause)
        {
            Fails(cause.Message, cause);
            throw;
        }
    }

    private async ValueTask<AppendOutcome> KeepAsync(Func<ValueTask<AppendOutcome>> keep)
    {
        try
        {
            var outcome = await keep().ConfigureAwait(false);
            if (outcome is Unavailable unavailable)
                Fails(unavailable.Reason, cause: null);
            else
                Works();
            return outcome;
        }
        catch (Exception cause) // an application's code: whatever it throws, the conversation must hear that nothing is known to be kept
        {
            Fails(cause.Message, cause);
            return new Unavailable($"The application's conversation log failed: {cause.Message}");
        }
    }

    private static bool IsSurprise(Exception cause, CancellationToken cancellationToken) =>
        cause is not ConversationStoreException && !(cause is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private void Fails(string problem, Exception? cause)
    {
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
            logger.StoreFailed(problem, cause);
    }

    private void Works()
    {
        if (Volatile.Read(ref _isFailing) == 1 && Interlocked.Exchange(ref _isFailing, 0) == 1)
            logger.StoreWorks();
    }
}
