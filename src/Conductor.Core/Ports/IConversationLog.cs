using Conductor.Core.Conversations.Events;

namespace Conductor.Core.Ports;

/// <summary>What happened in each conversation, in order, for good. It is the inbox too: an order is accepted once its event is here.</summary>
/// <remarks>Safe for concurrent callers; appends to one conversation come from its owner, one after the other or in a row.</remarks>
public interface IConversationLog
{
    /// <summary>
    /// Appends events behind the last one: all of them or none. They are durable when this completes as <see cref="Appended"/>; what
    /// was appended cannot be withdrawn. Appends may be handed over in a row, each with the head that the one before leaves.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="epoch">The caller's claim.</param>
    /// <param name="head">The number of the last event that the caller knows.</param>
    /// <param name="events">The events, one at least.</param>
    /// <returns>How it went; never throws for what happens to the store.</returns>
    ValueTask<AppendOutcome> AppendAsync(Guid conversation, long epoch, long head, IReadOnlyList<ConversationEvent> events);

    /// <summary>The events behind a number, in order. A conversation that there is not has none.</summary>
    /// <exception cref="ConversationStoreException">The store cannot be read.</exception>
    IAsyncEnumerable<StoredEvent> ReadAsync(Guid conversation, long after, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a conversation for good: when this completes nobody finds it any more, also after a crash, and its words are removed
    /// from the store soon. A repeat with the same order answers <see cref="Duplicate"/>.
    /// </summary>
    ValueTask<AppendOutcome> DeleteAsync(Guid conversation, long epoch, Guid? commandId);
}

/// <summary>An event as it is stored.</summary>
/// <param name="Number">Its number in its conversation, from 1 without a gap.</param>
/// <param name="Epoch">The epoch of its owner; it never falls with the number.</param>
/// <param name="Event">The event.</param>
public sealed record StoredEvent(long Number, long Epoch, ConversationEvent Event);

/// <summary>How an append went.</summary>
public abstract record AppendOutcome
{
    private protected AppendOutcome()
    {
    }
}

/// <summary>The events are durable.</summary>
/// <param name="Head">The number of the last one.</param>
public sealed record Appended(long Head) : AppendOutcome;

/// <summary>Somebody else has claimed the conversation, or the head is another: nothing was appended. Claim and read anew.</summary>
public sealed record Fenced : AppendOutcome
{
    /// <summary>The one instance.</summary>
    public static readonly Fenced Instance = new();
}

/// <summary>An order among the events had been accepted already: nothing was appended.</summary>
/// <param name="Number">The number of the event that holds the order.</param>
public sealed record Duplicate(long Number) : AppendOutcome;

/// <summary>
/// The store cannot take anything at the moment (a full disk, a lost connection). Whether the events are there after all is not known:
/// an owner that appends anew with the same head is answered rightly either way.
/// </summary>
/// <param name="Reason">One sentence that names the thing and the way out.</param>
public sealed record Unavailable(string Reason) : AppendOutcome;

/// <summary>The store of conversations cannot be opened, reached or read. The message names the thing and the way out.</summary>
public sealed class ConversationStoreException : Exception
{
    /// <summary>Makes one.</summary>
    public ConversationStoreException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
