using Conductor.Core.Conversations;
using Conductor.Core.Conversations.Keeping;
using Conductor.Core.Ports;
using Conductor.Protocol.Errors;

namespace Conductor.Core.Conducting;

/// <summary>The conversations of a conductor in this process: reads from its ports, orders through its actors.</summary>
internal sealed class LocalConversations(IActorRef root, ConversationPorts ports, AnswerShelf shelf, ConversationOptions options, TimeProvider time) : IConversations
{
    /// <inheritdoc/>
    public async Task<ConversationPage> ListAsync(int limit, string? cursor, string? text, CancellationToken cancellationToken) =>
        shelf.PutRight(await ports.Directory.ListAsync(new ConversationQuery(limit, cursor, text), cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConversationEntry>?> OpenAsync(Guid conversation, CancellationToken cancellationToken)
    {
        var stored = await StoredConversation.PeekAsync(ports.Log, conversation, cancellationToken).ConfigureAwait(false);
        return stored.Events.Count == 0 ? null : new BookReading(new ConversationPlan(conversation), options, time.GetUtcNow(), stored).Book.History.Entries;
    }

    /// <inheritdoc/>
    public async Task<bool> RenameAsync(Guid conversation, string title, CancellationToken cancellationToken) =>
        await AskAsync(new ToConversation(conversation, new RenameConversation(NewId(), title)), cancellationToken).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(Guid conversation, CancellationToken cancellationToken) =>
        await AskAsync(new ToConversation(conversation, new DeleteConversation(NewId())), cancellationToken).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public async Task<Guid?> BranchAsync(Guid conversation, string? messageId, string? title, CancellationToken cancellationToken) =>
        (await AskAsync(new BranchConversation(NewId(), conversation, messageId, title), cancellationToken).ConfigureAwait(false))?.Conversation;

    private Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    private async Task<CommandAccepted?> AskAsync(object order, CancellationToken cancellationToken)
    {
        var answer = await root.Ask<object>(order, cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            CommandAccepted accepted => accepted,
            CommandRefused { Code: ErrorCode.ConversationNotFound or ErrorCode.MessageNotFound } => null,
            CommandRefused refused => throw new ConversationStoreException(refused.Reason),
            Status.Failure failure => throw new ConversationStoreException(failure.Cause.Message, failure.Cause),
            _ => throw new InvalidOperationException($"{answer} is no answer to {order}."),
        };
    }
}
