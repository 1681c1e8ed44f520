using Conductor.OllamaSim.Api;
using Conductor.OllamaSim.Models;

namespace Conductor.OllamaSim;

/// <content>Crash, revival, frost, and the scripts.</content>
public sealed partial class OllamaSimulator
{
    /// <summary>
    /// The script for every request of any kind: it comes before all others. Also the way to make a whole host answer 503 or nothing.
    /// </summary>
    public Script Everything { get; }

    /// <summary>
    /// The script for one path, whatever the model: <c>sim.Route("/api/ps").Always(Fault.Status(500))</c>. Paths with a name in them are
    /// <c>/api/blobs/:digest</c> and <c>/v1/models/:model</c>.
    /// </summary>
    public Script Route(string path) => _routeScripts.GetOrAdd(path, _ => new Script(Options.Time));

    /// <summary>The script for one model's answers and embeddings. Loads and unloads do not use it up.</summary>
    public Script Script(string model) => _modelScripts.GetOrAdd(ModelName.Canonical(model), _ => new Script(Options.Time));

    /// <summary>The script for every model's answers and embeddings, where the model's own script says nothing.</summary>
    public Script Script() => _anyModel;

    /// <summary>The next answers of any model: short for <c>Script().Next(...)</c>.</summary>
    public Script Next(params ReadOnlySpan<Answer> steps) => _anyModel.Next(steps);

    /// <summary>Every answer of any model: short for <c>Script().Always(...)</c>.</summary>
    public Script Always(Answer step) => _anyModel.Always(step);

    /// <summary>Every answer of any model for a time, then healthy: short for <c>Script().For(...)</c>.</summary>
    public Script For(TimeSpan time, Answer step) => _anyModel.For(time, step);

    /// <summary>Forgets every script.</summary>
    public void Heal()
    {
        Everything.Clear();
        _anyModel.Clear();
        foreach (var script in _modelScripts.Values.Concat(_routeScripts.Values)) script.Clear();
    }

    /// <summary>
    /// Dies as with <c>kill -9</c>: every connection is reset, memory is lost, new connections are refused. The log and the scripts stay.
    /// Completes when all of it has happened.
    /// </summary>
    public async Task KillAsync()
    {
        await _reception.CloseAsync().ConfigureAwait(false);
        Scheduler.Crash();
    }

    /// <summary>Comes back on the same port, with no model loaded. Throws <see cref="InvalidOperationException"/> when it is alive.</summary>
    public Task ReviveAsync()
    {
        if (_reception.IsOpen) throw new InvalidOperationException("The simulator is alive. Kill it first.");
        _reception.Open();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Stops like a process that got <c>SIGSTOP</c>: the kernel still takes connections and bytes, but nothing is read, answered or noticed,
    /// until <see cref="Thaw"/>.
    /// </summary>
    public void Freeze() => _reception.Freeze();

    /// <summary>Goes on where it was frozen or unplugged.</summary>
    public void Thaw() => _reception.Thaw();

    /// <summary>
    /// Vanishes like a host without power: as <see cref="Freeze"/>, and a new connection neither succeeds nor fails. Until <see cref="Thaw"/>,
    /// after which a waiting client gets in when its kernel tries again. Completes when the hole is there.
    /// </summary>
    public Task VanishAsync() => _reception.VanishAsync();

    internal async Task HandleAsync(Exchange exchange)
    {
        var request = exchange.Request;
        if (await Doorkeeper.RefusesAsync(exchange).ConfigureAwait(false)) return;
        exchange.Step = StepFor(request);
        if (!request.NeedsAnswer)
        {
            Requests.Offer(request);
            exchange.Suffer(exchange.Step?.Fault);
            if (await exchange.RefusesAsync().ConfigureAwait(false)) return;
            if (exchange.Fault.Before is BeforeHeaders.Silence) await exchange.SilenceAsync().ConfigureAwait(false);
        }
        await _routes.HandleAsync(exchange).ConfigureAwait(false);
    }

    private Answer? StepFor(SimRequest request)
    {
        var step = Everything.Take(request) ?? _routeScripts.GetValueOrDefault(Routes.PatternOf(request.Path))?.Take(request);
        if (step is not null || !request.NeedsAnswer || Shelf.Find(request.Model) is not { } model) return step;
        return _modelScripts.GetValueOrDefault(ModelName.Canonical(model.Name))?.Take(request) ?? _anyModel.Take(request);
    }
}
