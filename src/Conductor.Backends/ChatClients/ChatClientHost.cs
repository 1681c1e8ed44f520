using System.Runtime.CompilerServices;
using Conductor.Backends.Requests;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Microsoft.Extensions.AI;

namespace Conductor.Backends.ChatClients;

/// <summary>Any <see cref="IChatClient"/> as a host. As safe for concurrent callers as the client is, which the abstraction demands.</summary>
/// <remarks>
/// What a client has no place for (<c>raw</c>, <c>template</c>, <c>context</c>, <c>num_ctx</c> and other options of the runner) is left out, but
/// <c>suffix</c> is refused, since an answer without it would be a wrong one. A request that only loads a model is answered without
/// the client. Whatever the client throws becomes an ending: 4xx <c>BackendRefused</c>, a broken connection in the middle
/// <c>BackendCut</c>, else <c>BackendFailed</c>.
/// </remarks>
public sealed class ChatClientHost : IModelHost
{
    private readonly IChatClient _client;
    private readonly ChatClientOptions _options;
    private readonly TimeProvider _time;
    private readonly string _nameless; // the name of a model that the client itself has no name for

    /// <summary>A host over this client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">How it is shown; null for the defaults.</param>
    /// <param name="time">The clock of the durations; null for the system's.</param>
    public ChatClientHost(IChatClient client, ChatClientOptions? options = null, TimeProvider? time = null)
    {
        (_client, _options, _time) = (client, options ?? new ChatClientOptions(), time ?? TimeProvider.System);
        var metadata = client.GetService<ChatClientMetadata>();
        Address = _options.Name ?? metadata?.ProviderUri?.ToString() ?? metadata?.ProviderName ?? client.GetType().Name;
        _nameless = _options.Models.Count == 0 && metadata?.DefaultModelId is null ? "default" : "";
        Models = _options.Models.Count > 0 ? _options.Models : [metadata?.DefaultModelId ?? _nameless];
    }

    /// <inheritdoc/>
    public string Kind => "chat-client";

    /// <inheritdoc/>
    public string Address { get; }

    private IReadOnlyList<string> Models { get; }

    /// <summary>Lists the models from the options or the client's own description of itself; asks nobody.</summary>
    public async Task<HostFindings> ProbeAsync(CancellationToken cancellationToken)
    {
        var models = new List<ModelDescription>();
        foreach (var name in Models)
            models.Add(await HostListing.OfAsync(name, Kind, modified: null, _options.Capabilities).ConfigureAwait(false));
        return new HostFindings { Models = models };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (AskedConversation.Refusal(request) is { } refusal)
        {
            yield return ModelOutput.Of(refusal);
            yield break;
        }
        if (AskedConversation.LoadReason(request) is { } reason)
        {
            yield return ModelOutput.Of(new ModelUsage { FinishReason = reason });
            yield return ModelOutput.Of(Ending.Completed);
            yield break;
        }
        yield return ModelOutput.Alive;
        var answer = new ChatClientAnswer(_time);
        var updates = new ClientUpdates(_client, request, request.Model == _nameless ? null : request.Model, cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        while (await updates.MoveNextAsync(answer.HasBegun).ConfigureAwait(false))
        {
            var isSilent = true;
            foreach (var output in answer.Take(updates.Current))
            {
                isSilent = false;
                yield return output;
            }
            if (answer.Failure is not null)
                break;
            if (isSilent)
                yield return ModelOutput.Alive;
        }
        if ((answer.Failure ?? updates.Failure) is { } failure)
        {
            yield return ModelOutput.Of(failure);
            yield break;
        }
        var (usage, ending) = answer.End();
        yield return ModelOutput.Of(usage);
        yield return ModelOutput.Of(ending);
    }

    /// <summary>Shows a model as far as it is known; refuses everything else.</summary>
    public Task<HostReply> CallAsync(HostCall call, CancellationToken cancellationToken) => HostListing.AnswerAsync(this, call);

    /// <summary>Disposes of the client, if it was told to.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_options.OwnsClient)
            return ValueTask.CompletedTask;
        if (_client is IAsyncDisposable disposable)
            return disposable.DisposeAsync();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
