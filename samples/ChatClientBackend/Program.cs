// Any IChatClient as a backend: a hosted model, a middleware pipeline, or, as here, twenty lines. Surfaces cannot tell it from an Ollama.
// Run it with: dotnet run --project samples/ChatClientBackend
using System.Runtime.CompilerServices;
using Conductor.Backends.ChatClients;
using Conductor.Core.Conducting;
using Conductor.Server.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton<BackwardsClient>();
builder.Services.AddConductor(conductor => conductor.AddChatClient(
    "mirror", services => services.GetRequiredService<BackwardsClient>(), new ChatClientOptions { Models = ["backwards"] }));
using var host = builder.Build();
await host.StartAsync();

Console.WriteLine(await host.Services.GetRequiredService<IConductor>().AskForTextAsync("backwards", "Was it a car or a cat I saw?"));
await host.StopAsync();

internal sealed class BackwardsClient : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var letter in messages.Last().Text.Reverse())
            yield return new ChatResponseUpdate(ChatRole.Assistant, $"{letter}");
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "") { FinishReason = ChatFinishReason.Stop };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // It holds nothing.
    }
}
