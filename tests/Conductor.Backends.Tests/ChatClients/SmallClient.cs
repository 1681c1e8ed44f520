using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Conductor.Backends.Tests.ChatClients;

/// <summary>A chat client that repeats the last message word by word, unless it is told what to do, and notes what it was asked.</summary>
internal sealed class SmallClient(Func<ChatOptions, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>? answer = null, ChatClientMetadata? metadata = null) : IChatClient
{
    public List<ChatMessage> Asked { get; } = [];

    public ChatOptions? Options { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool HasEnded { get; private set; }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Asked.AddRange(messages);
        Options = options;
        try
        {
            await foreach (var update in answer?.Invoke(options!, cancellationToken) ?? EchoAsync(Asked[^1].Text))
                yield return update;
        }
        finally
        {
            HasEnded = true;
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => IsDisposed = true;

    private static async IAsyncEnumerable<ChatResponseUpdate> EchoAsync(string text)
    {
        foreach (var word in text.Split(' '))
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, word + " ");
        }
    }
}
