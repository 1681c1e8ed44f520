using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Conductor.OllamaSim.Api;
using Conductor.OllamaSim.Models;
using Conductor.OllamaSim.Wire;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim;

/// <summary>
/// A scriptable Ollama (or plain OpenAI-compatible) server on a loopback port, with real sockets, a log of everything that happened
/// and every fault that a conductor must survive. Starts in milliseconds. Safe for concurrent callers.
/// </summary>
/// <example><code>
/// await using var sim = OllamaSimulator.Start("llama3.2");
/// sim.Script("llama3.2").Next(Fault.Status(503)).Then(Answer.Text("Hello"));
/// var request = await sim.Requests.NextGenerationAsync(cancellationToken);
/// await request.ClosedByClient;
/// </code></example>
public sealed partial class OllamaSimulator : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Script> _modelScripts = new();
    private readonly ConcurrentDictionary<string, Script> _routeScripts = new();
    private readonly Reception _reception;
    private readonly Routes _routes;
    private readonly Script _anyModel;

    private OllamaSimulator(SimOptions options)
    {
        Options = options;
        Shelf = new ModelShelf(options.Models);
        Scheduler = new Scheduler(options);
        Everything = new Script(options.Time);
        _anyModel = new Script(options.Time);
        _routes = new Routes(options.Flavor);
        _reception = new Reception(this, IPAddress.Loopback, options.Port);
        try
        {
            _reception.Open();
        }
        catch (SocketException)
        {
            _reception.Dispose();
            throw;
        }
    }

    /// <summary>Starts a simulator with these models, the first free port and every other default; without a model, with <c>llama3.2</c>.</summary>
    public static OllamaSimulator Start(params SimModel[] models) => Start(models.Length == 0 ? new SimOptions() : new SimOptions { Models = models });

    /// <summary>Starts a simulator; it listens when this returns. Throws <see cref="SocketException"/> when the port is taken.</summary>
    public static OllamaSimulator Start(SimOptions options) => new(options);

    /// <summary>The set-up it was started with.</summary>
    public SimOptions Options { get; }

    /// <summary>Its port on 127.0.0.1; the same through kill and revival.</summary>
    public int Port => _reception.Port;

    /// <summary>Its base address, without a path: <c>http://127.0.0.1:port</c>. An OpenAI client wants <c>/v1</c> behind it.</summary>
    public Uri Url => new($"{(Options.Certificate is null ? "http" : "https")}://127.0.0.1:{Port}");

    /// <summary>Every request that arrived.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Every connection that was accepted.</summary>
    public ConnectionLog Connections { get; } = new();

    /// <summary>The deepest that the scheduler's line has been. A conductor that holds the queue itself keeps this small.</summary>
    public int PeakQueue => Scheduler.PeakQueue;

    /// <summary>Answers being given now, over all models.</summary>
    public int Running => Scheduler.Running.Value;

    /// <summary>
    /// Waits until nothing is being answered and nothing waits for a load or a slot. A slot is free a moment after its client has gone: wait for
    /// this, not for the connection, before you count slots.
    /// </summary>
    public Task WaitForIdleAsync(CancellationToken cancellationToken = default) => Scheduler.Visits.WaitForAsync(0, cancellationToken);

    /// <summary>Waits until exactly <paramref name="count"/> answers are being given.</summary>
    public Task WaitForRunningAsync(int count, CancellationToken cancellationToken = default) => Scheduler.Running.WaitForAsync(count, cancellationToken);

    /// <summary>The most answers at the same time over all models.</summary>
    public int PeakRunning => Scheduler.PeakRunning;

    /// <summary>Where a model stands in memory. Throws <see cref="ArgumentException"/> when there is no such model.</summary>
    public SimModelState Model(string name) => Shelf.Find(name) is { } model
        ? Scheduler.StateOf(model)
        : throw new ArgumentException($"The simulator has no model '{name}'. It has: {string.Join(", ", Models.Select(each => each.Name))}.", nameof(name));

    /// <summary>The models on disk now.</summary>
    public IReadOnlyList<SimModel> Models => Shelf.All;

    /// <summary>Puts a model on the disk, in place of one with the same name.</summary>
    public void AddModel(SimModel model) => Shelf.Put(model);

    /// <summary>Takes a model from the disk; false when there was none.</summary>
    public bool RemoveModel(string name) => Shelf.Remove(name);

    internal ModelShelf Shelf { get; }

    internal Scheduler Scheduler { get; }

    /// <summary>The wire forms of what was said before, for as long as someone may say it again. Not shared: another simulator has another clock.</summary>
    internal ConditionalWeakTable<IReadOnlyList<Piece>, Speech> Speeches { get; } = [];

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _reception.Dispose();
    }

    internal void NoteEnded(SimRequest request, SimEnding ending)
    {
        if (request.NoteEnded(ending, Options.Time.GetUtcNow())) Requests.End(request);
    }
}
