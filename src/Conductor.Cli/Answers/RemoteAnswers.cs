using Conductor.Backends.Ollama;
using Conductor.Core.Models;

namespace Conductor.Cli.Answers;

/// <summary>Answers from a conductor that runs elsewhere: it speaks Ollama's API, so Ollama's driver is its client.</summary>
internal sealed class RemoteAnswers(Uri url, string defaultModel) : IAnswers
{
    private readonly OllamaHost _conductor = new(new OllamaOptions { Url = url });

    public string Origin => $"the conductor at {url.GetLeftPart(UriPartial.Authority)}";

    public IAsyncEnumerable<ModelOutput> AskAsync(ModelRequest request, CancellationToken cancellationToken) =>
        _conductor.RunAsync(request.Model.Length > 0 ? request : request with { Model = defaultModel }, cancellationToken);

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();
}
