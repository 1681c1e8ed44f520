using System.Runtime.CompilerServices;
using Conductor.Backends.Http;
using Conductor.Backends.Requests;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Backends.OpenAi;

/// <summary>
/// A server that speaks the OpenAI API: llama.cpp, vLLM, LM Studio, OpenAI itself. One pool of connections per instance; safe for concurrent
/// callers.
/// </summary>
/// <remarks>
/// Requests are put from Ollama's terms into the API's, answers back: tool calls are collected and come whole with the end; durations, which
/// the API does not have, are measured here. A request that only loads a model is answered at once, as such servers hold their models.
/// The ends are those of <see cref="Ollama.OllamaHost"/>; besides, a finish reason of <c>content_filter</c> is <c>BackendRefused</c>, and an answer
/// without a finish reason <c>BackendCut</c>, even if it says <c>[DONE]</c>.
/// </remarks>
public sealed class OpenAiHost : IModelHost
{
    private readonly HostClient _host;
    private readonly OpenAiOptions _options;

    /// <summary>A host that is asked nothing until somebody asks it.</summary>
    /// <param name="options">Where it is. Throws <see cref="ArgumentException"/> for values outside their ranges.</param>
    /// <param name="time">The clock of the time-outs and durations; null for the system's.</param>
    public OpenAiHost(OpenAiOptions options, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var endings = new HostEndings(
            "an OpenAI-compatible server",
            options.Url,
            "Is the server running there? Its URL ends with the version of the API, as in http://127.0.0.1:8080/v1.",
            time);
        _options = options;
        _host = new HostClient(options, endings, time);
    }

    /// <inheritdoc/>
    public string Kind => "openai";

    /// <inheritdoc/>
    public string Address => _host.Endings.Place;

    /// <inheritdoc/>
    public bool SendsFromPool => true;

    /// <summary>Asks for the list of models, unless the options have one that the server lacks. All count as resident: such a server holds what it serves.</summary>
    public Task<HostFindings> ProbeAsync(CancellationToken cancellationToken) => OpenAiProbe.RunAsync(_host, _options, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.IsEmbedding)
        {
            await foreach (var output in new OpenAiEmbedding(_host, request).RunAsync(cancellationToken).ConfigureAwait(false))
                yield return output;
            yield break;
        }
        if (AskedConversation.LoadReason(request) is { } reason)
        {
            yield return ModelOutput.Of(new ModelUsage { FinishReason = reason });
            yield return ModelOutput.Of(Ending.Completed);
            yield break;
        }
        var asked = new OpenAiRequest(request, _options);
        var parser = new OpenAiParser(_host.Endings, _options.MaxLineBytes, _host.Time);
        var outputs = AnswerStream.RunAsync(_host, asked.Path, asked.BodyAsync(), parser, loneReturnEndsLine: true, request.Trace, cancellationToken);
        await foreach (var output in outputs.ConfigureAwait(false))
            yield return output;
    }

    /// <summary>Shows a model as far as it is known; refuses everything else.</summary>
    public Task<HostReply> CallAsync(HostCall call, CancellationToken cancellationToken) => HostListing.AnswerAsync(this, call);

    /// <summary>Closes every connection; answers that are still running end as if the host had cut them.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
