using Conductor.TestKit;

namespace Conductor.OllamaSim.Tests;

/// <summary>A simulator per test.</summary>
public abstract class SimTest : IAsyncLifetime
{
    private readonly List<OllamaSimulator> _sims = [];

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A clock that the simulators of <see cref="StartOnVirtualTime"/> share.</summary>
    private protected VirtualTime Time { get; } = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var sim in _sims) await sim.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected OllamaSimulator Start(params SimModel[] models) => Keep(OllamaSimulator.Start(models));

    protected OllamaSimulator Start(SimOptions options) => Keep(OllamaSimulator.Start(options));

    protected OllamaSimulator StartOnVirtualTime(params SimModel[] models) =>
        Start(new SimOptions { Time = Time, Models = models.Length == 0 ? [new("llama3.2")] : models });

    private OllamaSimulator Keep(OllamaSimulator sim)
    {
        _sims.Add(sim);
        return sim;
    }
}
