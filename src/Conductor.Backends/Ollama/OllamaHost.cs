using Conductor.Backends.Http;
using Conductor.Core.Models;

namespace Conductor.Backends.Ollama;

/// <summary>
/// A server that speaks Ollama's own API. One pool of connections per instance; safe for concurrent callers.
/// </summary>
/// <remarks>
/// Fields of an answer that Ollama does not have yet pass through as <see cref="OutputKind.Extra"/>, and in the last chunk as
/// <see cref="ModelUsage.Fields"/>. Ends: refusals (4xx) are <c>BackendRefused</c>; 408, 425, 429, 5xx and error lines are
/// <c>BackendFailed</c>; an answer without its <c>done</c> is <c>BackendCut</c>; pages, redirects, lines that are not JSON or longer than
/// <see cref="HttpHostOptions.MaxLineBytes"/> are <c>BackendMalformed</c>.
/// </remarks>
public sealed class OllamaHost : IModelHost
{
    private readonly HostClient _host;

    /// <summary>A host that is asked nothing until somebody asks it.</summary>
    /// <param name="options">Where it is. Throws <see cref="ArgumentException"/> for values outside their ranges.</param>
    /// <param name="time">The clock of the connect and probe time-outs; null for the system's.</param>
    public OllamaHost(OllamaOptions options, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var endings = new HostEndings(
            "an Ollama",
            options.Url,
            "Is Ollama running there? Start it with `ollama serve`, or correct the URL of this host.",
            time);
        _host = new HostClient(options, endings, time);
    }

    /// <inheritdoc/>
    public string Kind => "ollama";

    /// <inheritdoc/>
    public string Address => _host.Endings.Place;

    /// <inheritdoc/>
    public bool SendsFromPool => true;

    /// <inheritdoc/>
    public Task<HostFindings> ProbeAsync(CancellationToken cancellationToken) => OllamaProbe.RunAsync(_host, cancellationToken);

    /// <summary>Asks <c>/api/ps</c> alone, which never loads a model.</summary>
    public Task<IReadOnlyList<ResidentModel>?> LookAsync(CancellationToken cancellationToken) => OllamaProbe.LookAsync(_host, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelOutput> RunAsync(ModelRequest request, CancellationToken cancellationToken) => request.IsEmbedding
        ? OllamaEmbedding.RunAsync(_host, request, cancellationToken)
        : AnswerStream.RunAsync(
            _host,
            OllamaRequest.Path(request),
            OllamaRequest.BodyAsync(request),
            new OllamaParser(_host.Endings),
            loneReturnEndsLine: false,
            request.Trace,
            cancellationToken);

    /// <summary>Passes every kind of call on as it came.</summary>
    public Task<HostReply> CallAsync(HostCall call, CancellationToken cancellationToken) => OllamaErrand.CallAsync(_host, call, cancellationToken);

    /// <summary>Closes every connection; answers that are still running end as if the host had cut them.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
