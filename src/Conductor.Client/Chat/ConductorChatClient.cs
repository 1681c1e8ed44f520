using System.Runtime.CompilerServices;
using Conductor.Protocol.V2.Messages;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Conductor.Client;

/// <summary>
/// Conductor as the model of any .NET code that knows <see cref="IChatClient"/>. The messages are the whole conversation, unless
/// <see cref="ChatOptions.ConversationId"/> names one of the conductor's: then the last message is said in it. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// Failures are <see cref="ConductorException"/>s. An answer that begins anew on another host after something of it was handed on ends a
/// streaming call with <see cref="Protocol.Errors.ErrorCode.BackendCut"/>: a stream cannot be taken back. Tools are passed on, and called by the caller
/// (<c>UseFunctionInvocation</c>).
/// </remarks>
/// <param name="client">The connection, which is not disposed of with this.</param>
/// <param name="model">The model that answers when the options name none; null for the conductor's default one.</param>
public sealed class ConductorChatClient(ConductorClient client, string? model = null) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AiMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var answer = new ChatAnswer(options?.ModelId ?? model, mayRestart: true);
        await foreach (var entry in AskAsync(messages, options, cancellationToken).ConfigureAwait(false))
            answer.Take(entry);
        return answer.Updates.ToChatResponse();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AiMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var answer = new ChatAnswer(options?.ModelId ?? model, mayRestart: false);
        await foreach (var entry in AskAsync(messages, options, cancellationToken).ConfigureAwait(false))
            if (answer.Take(entry) is { } update)
                yield return update;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return new ChatClientMetadata("conductor", providerUri: null, defaultModelId: model);
        return serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(client) ? client : null;
    }

    /// <summary>Nothing to let go of: the connection is its owner's.</summary>
    public void Dispose()
    {
    }

    private IAsyncEnumerable<TurnEntry> AskAsync(IEnumerable<AiMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (options?.ConversationId is not { } id)
            return client.AskOnceAsync(ChatRequest.Write(messages, options, options?.ModelId ?? model), cancellationToken);
        if (!Guid.TryParse(id, out var conversation))
            throw new ArgumentException($"'{id}' is not the id of a conversation of the conductor.", nameof(options));
        if (messages.LastOrDefault() is not { } last)
            throw new ArgumentException("There is no message to say.", nameof(messages));
        return client.Conversation(conversation).AskAsync(
            last.Text, new AskOptions { Model = options.ModelId, Images = [.. ChatRequest.Images(last)] }, cancellationToken);
    }
}
