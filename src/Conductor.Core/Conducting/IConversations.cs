using Conductor.Core.Conversations;
using Conductor.Core.Ports;

namespace Conductor.Core.Conducting;

/// <summary>The conversations that a conductor keeps, for code in the same process. Safe for concurrent callers.</summary>
/// <remarks>Every member may throw <see cref="ConversationStoreException"/> when the store cannot be reached, read or written.</remarks>
public interface IConversations
{
    /// <summary>The conversations, last used first; with a text, those whose title or messages hold it.</summary>
    /// <param name="limit">So many at most; from 1 to 1,000.</param>
    /// <param name="cursor">Where the page before has ended; null for the first one.</param>
    /// <param name="text">What to look for; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ConversationPage> ListAsync(int limit = 50, string? cursor = null, string? text = null, CancellationToken cancellationToken = default);

    /// <summary>What was said in a conversation, oldest first.</summary>
    /// <returns>Null when there is no such conversation.</returns>
    Task<IReadOnlyList<ConversationEntry>?> OpenAsync(Guid conversation, CancellationToken cancellationToken = default);

    /// <summary>Gives a conversation another title.</summary>
    /// <returns>False when there is no such conversation.</returns>
    Task<bool> RenameAsync(Guid conversation, string title, CancellationToken cancellationToken = default);

    /// <summary>Deletes a conversation and everything in it, for good; a turn that runs is cancelled.</summary>
    /// <returns>False when there is no such conversation.</returns>
    Task<bool> DeleteAsync(Guid conversation, CancellationToken cancellationToken = default);

    /// <summary>Begins a conversation as a copy of another, up to and including a message, or of all of it.</summary>
    /// <returns>The new conversation; null when there is no such conversation or message.</returns>
    Task<Guid?> BranchAsync(Guid conversation, string? messageId = null, string? title = null, CancellationToken cancellationToken = default);
}
