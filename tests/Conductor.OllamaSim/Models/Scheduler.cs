using Conductor.OllamaSim.Wire;

namespace Conductor.OllamaSim.Models;

/// <summary>
/// Ollama's scheduler: a request whose model is loaded and compatible goes past the queue to that runner's slots; all others stand in one
/// line, whose head may wait for an eviction while everyone behind it waits too.
/// </summary>
internal sealed class Scheduler(SimOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<Runner> _runners = [];
    private readonly LinkedList<Visit> _line = [];
    private readonly Dictionary<string, ModelCounters> _counters = [];
    private readonly TimeProvider _time = options.Time;

    public int PeakQueue { get; private set; }

    public int PeakRunning { get; private set; }

    /// <summary>Answers being given over all models.</summary>
    public Level Running { get; } = new();

    /// <summary>Requests in the line, waiting for a load or a slot, or being answered.</summary>
    public Level Visits { get; } = new();

    /// <summary>Waits for the model and a slot. Fails with <see cref="ServerBusyException"/> when the line is full.</summary>
    public async Task<Lease> EnterAsync(SimModel model, RunnerKey key, TimeSpan? keepAlive, CancellationToken cancellationToken)
    {
        var visit = new Visit(model, key, keepAlive ?? options.KeepAlive, _time.GetTimestamp());
        lock (_gate)
        {
            Arrive(visit);
            Count();
        }
        try
        {
            await visit.Admitted.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Leave(visit);
            throw;
        }
        return new Lease(this, visit, _time.GetElapsedTime(visit.ArrivedAt, visit.LoadedAt));
    }

    public void Leave(Visit visit)
    {
        lock (_gate)
        {
            if (!_line.Remove(visit) && visit.Runner is { } runner && _runners.Contains(runner)) Release(runner, visit);
            Advance();
            Count();
        }
    }

    /// <summary>Unloads the model: now when it is idle, else after the answers that run.</summary>
    public void Expire(SimModel model)
    {
        lock (_gate)
        {
            if (Find(model) is not { } runner) return;
            runner.KeepAlive = TimeSpan.Zero;
            if (runner is { Visits: 0, IsLoaded: true }) Unload(runner);
            Advance();
        }
    }

    /// <summary>Everything is gone at once, as after a crash; those who wait are left to their connections' end.</summary>
    public void Crash()
    {
        lock (_gate)
        {
            foreach (var runner in _runners) runner.Dispose();
            _runners.Clear();
            _line.Clear();
            Count();
        }
    }

    /// <summary>What is in memory, longest expiry first.</summary>
    public IReadOnlyList<(SimModel Model, DateTimeOffset ExpiresAt, int NumCtx)> Resident()
    {
        lock (_gate)
        {
            return [.. _runners.Select(runner => (runner.Model, ExpiresAt: runner.ExpiresAt ?? Expiry(runner), runner.NumCtx))
                .OrderByDescending(resident => resident.ExpiresAt)];
        }
    }

    public SimModelState StateOf(SimModel model)
    {
        lock (_gate)
        {
            var runner = Find(model);
            var counters = CountersOf(model);
            return new SimModelState(
                runner?.IsLoaded ?? false, runner?.Running ?? 0, (runner?.Waiting ?? 0) + _line.Count(visit => visit.Model == model),
                counters.PeakRunning, counters.Loads, counters.Evictions, runner?.NumCtx);
        }
    }

    private void Arrive(Visit visit)
    {
        if (Find(visit.Model) is { } runner && runner.Fits(visit.Key) && runner.IsLoaded)
        {
            Attach(runner, visit);
            return;
        }
        if (_line.Count >= options.MaxQueue) throw new ServerBusyException();
        _line.AddLast(visit);
        Advance();
        PeakQueue = Math.Max(PeakQueue, _line.Count);
    }

    /// <summary>Serves the line until its head has to wait for a runner to become idle.</summary>
    private void Advance()
    {
        while (_line.First?.Value is { } head && TryServe(head)) { }
    }

    private bool TryServe(Visit head)
    {
        if (Find(head.Model) is { } runner)
        {
            if (!runner.Fits(head.Key)) return TryEvict(runner);
            _line.RemoveFirst();
            Attach(runner, head);
            return true;
        }
        if (_runners.Count >= options.MaxLoadedModels && options.Flavor is SimFlavor.Ollama) return TryEvict(Victim());
        _line.RemoveFirst();
        Load(head);
        return true;
    }

    /// <summary>An idle runner first, else the one with the shortest keep-alive.</summary>
    private Runner Victim() => _runners.OrderBy(runner => runner.Visits > 0 || !runner.IsLoaded).ThenBy(runner => runner.KeepAlive).First();

    private bool TryEvict(Runner runner)
    {
        (runner.KeepAlive, runner.IsEvicted) = (TimeSpan.Zero, true);
        if (runner.Visits > 0 || !runner.IsLoaded) return false;
        Unload(runner);
        return true;
    }

    private void Load(Visit visit)
    {
        var runner = new Runner(
            visit.Model, visit.Key.NumCtx ?? options.ContextLength, visit.Key.Others, visit.Model.Parallel ?? options.Parallel);
        _runners.Add(runner);
        CountersOf(runner.Model).Loads++;
        runner.Attach(visit, _time.GetTimestamp());
        if (runner.Model.LoadTime <= TimeSpan.Zero) Finish(runner);
        else runner.Timer = _time.CreateTimer(_ => WhenLoaded(runner), null, runner.Model.LoadTime, Timeout.InfiniteTimeSpan);
    }

    private void WhenLoaded(Runner runner)
    {
        lock (_gate)
        {
            if (!_runners.Contains(runner) || runner.IsLoaded) return;
            Finish(runner);
            Advance();
            Count();
        }
    }

    private void Finish(Runner runner)
    {
        runner.Timer?.Dispose();
        if (runner.Model.LoadError is { } error)
        {
            runner.Fail(new LoadFailedException(error));
            Unload(runner);
            return;
        }
        runner.Loaded(_time.GetTimestamp());
        Admit(runner);
    }

    private void Attach(Runner runner, Visit visit)
    {
        runner.Attach(visit, _time.GetTimestamp());
        Admit(runner);
    }

    private void Admit(Runner runner)
    {
        runner.Admit();
        var counters = CountersOf(runner.Model);
        counters.PeakRunning = Math.Max(counters.PeakRunning, runner.Running);
    }

    private void Count()
    {
        Visits.Set(_line.Count + _runners.Sum(runner => runner.Visits));
        Running.Set(_runners.Sum(runner => runner.Running));
        PeakRunning = Math.Max(PeakRunning, Running.Value);
    }

    private void Release(Runner runner, Visit visit)
    {
        runner.Detach(visit);
        Admit(runner);
        if (runner.Visits > 0) return;
        // A load is given up when nobody is left who wants it, as Ollama does when the caller goes.
        if (!runner.IsLoaded || runner.KeepAlive <= TimeSpan.Zero) Unload(runner);
        else ExpireLater(runner);
    }

    private void ExpireLater(Runner runner)
    {
        runner.ExpiresAt = Expiry(runner);
        runner.Timer?.Dispose();
        if (runner.KeepAlive >= TimeSpan.FromDays(40)) return;
        runner.Timer = _time.CreateTimer(_ => WhenExpired(runner), null, runner.KeepAlive, Timeout.InfiniteTimeSpan);
    }

    private void WhenExpired(Runner runner)
    {
        lock (_gate)
        {
            if (!_runners.Contains(runner) || runner.Visits > 0 || runner.ExpiresAt > _time.GetUtcNow()) return;
            Unload(runner);
            Advance();
        }
    }

    private void Unload(Runner runner)
    {
        if (runner.IsEvicted) CountersOf(runner.Model).Evictions++;
        runner.Dispose();
        _runners.Remove(runner);
    }

    private DateTimeOffset Expiry(Runner runner) => _time.GetUtcNow() + runner.KeepAlive;

    private Runner? Find(SimModel model) => _runners.Find(runner => runner.Model.Name == model.Name);

    private ModelCounters CountersOf(SimModel model)
    {
        if (!_counters.TryGetValue(model.Name, out var counters)) _counters[model.Name] = counters = new ModelCounters();
        return counters;
    }

    private sealed class ModelCounters
    {
        public int Loads { get; set; }

        public int Evictions { get; set; }

        public int PeakRunning { get; set; }
    }
}
