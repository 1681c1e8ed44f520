using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests.Pages;

/// <summary>A conductor that serves its page over a simulated Ollama: what tests of pages begin with.</summary>
public abstract class ServedPage(params string[] models) : IAsyncLifetime
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected CommandLine Served { get; } = new();

    private protected OllamaSimulator Ollama { get; } = OllamaSimulator.Start([.. models.Select(name => new SimModel(name))]);

    private protected Uri Url { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Served.Environment["OLLAMA_HOST"] = Ollama.Url.Authority;
        (_, Url) = await Served.ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Served.DisposeAsync();
        await Ollama.DisposeAsync();
    }
}
