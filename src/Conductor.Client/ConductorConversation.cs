using Conductor.Protocol;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client;

/// <summary>One conversation, seen from a client: a name to give orders to. Costs nothing and may be made as often as one likes. Safe for concurrent callers.</summary>
public sealed class ConductorConversation
{
    private readonly ConductorClient _client;

    internal ConductorConversation(ConductorClient client, Guid id) => (_client, Id) = (client, id);

    /// <summary>Its id.</summary>
    public Guid Id { get; }

    /// <summary>
    /// Says something, and yields the answer's entries in order up to and including <see cref="End"/>, which says how it ended. A lost
    /// connection is not noticed: nothing is lost, nothing comes twice. After <see cref="Restarted"/> everything before it is void.
    /// </summary>
    /// <param name="prompt">What is said.</param>
    /// <param name="options">What else there is to say.</param>
    /// <param name="cancellationToken">Stops the answer itself, wherever it is. (Leaving the loop only stops reading: the answer goes on.)</param>
    /// <exception cref="ConductorException">The prompt was refused, or the connection is lost for good.</exception>
    /// <exception cref="OperationCanceledException">The answer was told to stop.</exception>
    public IAsyncEnumerable<TurnEntry> AskAsync(string prompt, AskOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.Turns.RunAsync(PromptOf(prompt, options), cancellationToken);

    /// <summary>Says something and waits only until that is kept. <see cref="ReadAsync"/> has the answer.</summary>
    /// <exception cref="ConductorException">The prompt was refused, or the connection is lost for good.</exception>
    public Task<Accepted> SayAsync(string prompt, AskOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Accepted>(PromptOf(prompt, options), cancellationToken);

    /// <summary>Yields a turn's entries from the first up to <see cref="End"/>, whether it runs, waits or has ended. The token stops only the reading.</summary>
    /// <exception cref="ConductorException">There is no such turn, or the connection is lost for good.</exception>
    public IAsyncEnumerable<TurnEntry> ReadAsync(Guid turn, CancellationToken cancellationToken = default) =>
        _client.Room.ReadTurnAsync(Id, turn, cancellationToken);

    /// <summary>
    /// Yields what happens in the conversation: first a <see cref="Snapshot"/>, then every <see cref="ConversationEvent"/>, whoever caused it.
    /// Another snapshot replaces what came before. Entries of answers are not among them: <see cref="ReadAsync"/> has those.
    /// </summary>
    /// <exception cref="ConductorException">There is no such conversation, the loop is 10,000 events behind, or the connection is lost for good.</exception>
    public IAsyncEnumerable<ServerMessage> FollowAsync(CancellationToken cancellationToken = default) => _client.Room.FollowAsync(Id, cancellationToken);

    /// <summary>Answers the prompt of a turn once more, possibly by another model, and yields the new answer as <see cref="AskAsync"/> does.</summary>
    public IAsyncEnumerable<TurnEntry> RetryAsync(Guid turn, string? model = null, CancellationToken cancellationToken = default) =>
        _client.Turns.RunAsync(new Retry(Guid.CreateVersion7(), Id, turn, model), cancellationToken);

    /// <summary>As <see cref="RetryAsync"/>, waiting only until the order is kept. <see cref="ReadAsync"/> has the answer.</summary>
    public Task<Accepted> AgainAsync(Guid turn, string? model = null, CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Accepted>(new Retry(Guid.CreateVersion7(), Id, turn, model), cancellationToken);

    /// <summary>Puts other words in the place of a prompt, drops everything after it, and yields the new answer as <see cref="AskAsync"/> does.</summary>
    public IAsyncEnumerable<TurnEntry> EditAsync(string messageId, string content, CancellationToken cancellationToken = default) =>
        _client.Turns.RunAsync(new Edit(Guid.CreateVersion7(), Id, messageId, content), cancellationToken);

    /// <summary>As <see cref="EditAsync"/>, waiting only until the order is kept. <see cref="ReadAsync"/> has the answer.</summary>
    public Task<Accepted> ReplaceAsync(string messageId, string content, CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Accepted>(new Edit(Guid.CreateVersion7(), Id, messageId, content), cancellationToken);

    /// <summary>Stops a turn, or every turn when none is named. What came so far is kept, and loops over it end with <see cref="EndReason.CancelledByUser"/>.</summary>
    public Task CancelAsync(Guid? turn = null, CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Accepted>(new Cancel(Guid.CreateVersion7(), Id, turn), cancellationToken);

    /// <summary>A page of messages, the last ones or those before a message, without following.</summary>
    /// <param name="before">The message that the page ends before; null for the end of the conversation.</param>
    /// <param name="limit">Messages at most; from 1 to 200.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Snapshot> OpenAsync(string? before = null, int limit = 50, CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Snapshot>(new OpenConversation(Guid.CreateVersion7(), Id, before, (uint)Math.Clamp(limit, 1, 200)), cancellationToken);

    /// <summary>Gives it another title, up to 200 characters.</summary>
    public Task RenameAsync(string title, CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Accepted>(new RenameConversation(Guid.CreateVersion7(), Id, title), cancellationToken);

    /// <summary>Has this model answer from now on.</summary>
    public Task UseModelAsync(string model, CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Accepted>(new UseModel(Guid.CreateVersion7(), Id, model), cancellationToken);

    /// <summary>Makes a copy of it, up to and including a message or of all of it.</summary>
    public async Task<ConductorConversation> BranchAsync(string? messageId = null, string? title = null, CancellationToken cancellationToken = default)
    {
        var order = new BranchConversation(Guid.CreateVersion7(), Id, messageId, title);
        return _client.Made(await _client.OrderAsync<Accepted>(order, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes it and everything in it; answers that run are cancelled. There is no way back.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken = default) =>
        _client.OrderAsync<Accepted>(new DeleteConversation(Guid.CreateVersion7(), Id), cancellationToken);

    private Prompt PromptOf(string content, AskOptions? options)
    {
        options ??= new AskOptions();
        return new Prompt(Guid.CreateVersion7(), Id, content, options.Model, options.Policy, options.Images.ToValueList());
    }
}
