using Conductor.Backends.Ollama;
using Conductor.Backends.OpenAi;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.OllamaSim;

namespace Conductor.Backends.Tests.Faults;

/// <summary>Which driver, and which server it talks to.</summary>
public enum DriverKind
{
    /// <summary>The Ollama driver and an Ollama.</summary>
    Ollama,

    /// <summary>The OpenAI driver and a plain OpenAI-compatible server.</summary>
    OpenAi,

    /// <summary>The OpenAI driver and an Ollama's own <c>/v1</c>, with its quirks.</summary>
    OllamaAsOpenAi,
}

/// <summary>A driver before a simulator, and what tests ask of the two.</summary>
internal sealed class Driver : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public Driver(DriverKind kind, SimModel? model = null, TimeProvider? time = null, SimOptions? options = null)
    {
        var set = (options ?? new SimOptions()) with
        {
            Models = [model ?? new SimModel("llama3.2")],
            Flavor = kind == DriverKind.OpenAi ? SimFlavor.OpenAi : SimFlavor.Ollama,
            Time = time ?? TimeProvider.System,
        };
        Sim = OllamaSimulator.Start(set);
        Host = kind == DriverKind.Ollama
            ? new OllamaHost(new OllamaOptions { Url = Sim.Url, ConnectTimeout = TimeSpan.FromSeconds(10) }, time)
            : new OpenAiHost(new OpenAiOptions { Url = new Uri(Sim.Url, "/v1"), ConnectTimeout = TimeSpan.FromSeconds(10) }, time);
    }

    public OllamaSimulator Sim { get; }

    public IModelHost Host { get; }

    public static ModelRequest Request { get; } = new() { Model = "llama3.2", Messages = [new ChatMessage("user", "Why is the sky blue?")] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs the request to its end.</summary>
    public Task<List<Seen>> RunAsync(ModelRequest? request = null) =>
        Seen.AllAsync(Host.RunAsync(request ?? Request, Token), Token).WaitAsync(Deadline, TimeProvider.System, Token);

    /// <summary>Runs the request until so many texts have come.</summary>
    public async Task<IAsyncEnumerator<ModelOutput>> RunUntilAsync(int texts, CancellationToken cancellationToken)
    {
        var answer = Host.RunAsync(Request, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        for (var seen = 0; seen < texts;)
        {
            Assert.True(await answer.MoveNextAsync().AsTask().WaitAsync(Deadline, TimeProvider.System, Token));
            if (answer.Current.Kind == OutputKind.Text)
                seen++;
            Assert.Null(answer.Current.Ending);
        }
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Sim.DisposeAsync();
    }
}
