using Conductor.Backends.Ollama;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Cli.Answers;

/// <summary>Answers from a conductor that runs elsewhere: it speaks Ollama's API, so Ollama's driver is its client.</summary>
internal sealed class RemoteAnswers(Uri url, string defaultModel, string problem) : IAnswers
{
    private readonly OllamaHost _conductor = new(new OllamaOptions { Url = url, ApiKey = CallerKey.Current });

    public string Origin => $"the conductor at {url.GetLeftPart(UriPartial.Authority)}";

    public IAsyncEnumerable<ModelOutput> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        if (request.Model.Length > 0)
            return _conductor.RunAsync(request, cancellationToken);
        return defaultModel.Length > 0 ? _conductor.RunAsync(request with { Model = defaultModel }, cancellationToken) : NothingThereAsync();
    }

    public ValueTask DisposeAsync() => _conductor.DisposeAsync();

    private async IAsyncEnumerable<ModelOutput> NothingThereAsync()
    {
        await Task.Yield();
        yield return ModelOutput.Of(new Ending(StreamEnd.BackendFailed, problem));
    }
}
