namespace Conductor.OllamaSim.Models;

/// <summary>The models in memory: loads, keep-alive and evictions. The scheduler's lock guards it; its timers take it too.</summary>
internal sealed class ModelMemory(SimOptions options, Lock gate, Action changed)
{
    // Timers cannot be set much longer; what is kept that long is kept for ever.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly List<Runner> _runners = [];
    private readonly Dictionary<string, ModelCounters> _counters = [];
    private readonly TimeProvider _time = options.Time;

    public IReadOnlyList<Runner> Runners => _runners;

    public bool IsFull => _runners.Count >= options.MaxLoadedModels && options.Flavor is SimFlavor.Ollama;

    public Runner? Find(SimModel model) => _runners.Find(runner => runner.Model.Name == model.Name);

    public bool Holds(Runner runner) => _runners.Contains(runner);

    public ModelCounters CountersOf(SimModel model)
    {
        if (!_counters.TryGetValue(model.Name, out var counters)) _counters[model.Name] = counters = new ModelCounters();
        return counters;
    }

    public DateTimeOffset ExpiryOf(Runner runner) => runner.ExpiresAt ?? _time.GetUtcNow() + runner.KeepAlive;

    /// <summary>Begins to load the model that the visit wants.</summary>
    public void Load(Visit visit)
    {
        var runner = new Runner(
            visit.Model, visit.Key.NumCtx ?? options.ContextLength, visit.Key.Others, visit.Model.Parallel ?? options.Parallel);
        _runners.Add(runner);
        CountersOf(runner.Model).Loads++;
        runner.Attach(visit, _time.GetTimestamp());
        if (runner.Model.LoadTime <= TimeSpan.Zero) Finish(runner);
        else runner.Timer = _time.CreateTimer(_ => WhenLoaded(runner), null, runner.Model.LoadTime, Timeout.InfiniteTimeSpan);
    }

    public void Attach(Runner runner, Visit visit)
    {
        runner.Attach(visit, _time.GetTimestamp());
        Admit(runner);
    }

    public void Release(Runner runner, Visit visit)
    {
        runner.Detach(visit);
        Admit(runner);
        if (runner.Visits > 0) return;
        // A load is given up when nobody is left who wants it, as Ollama does when the caller goes.
        if (!runner.IsLoaded || runner.KeepAlive <= TimeSpan.Zero) Unload(runner);
        else ExpireLater(runner);
    }

    /// <summary>Makes room: an idle runner first, else the one with the shortest keep-alive. False when it has to be waited for.</summary>
    public bool TryEvictAny() =>
        TryEvict(_runners.OrderBy(runner => runner.Visits > 0 || !runner.IsLoaded).ThenBy(runner => runner.KeepAlive).First());

    public bool TryEvict(Runner runner)
    {
        (runner.KeepAlive, runner.IsEvicted) = (TimeSpan.Zero, true);
        if (runner.Visits > 0 || !runner.IsLoaded) return false;
        Unload(runner);
        return true;
    }

    /// <summary>Unloads the model when it is idle, else after the answers that run.</summary>
    public void Expire(Runner runner)
    {
        runner.KeepAlive = TimeSpan.Zero;
        if (runner is { Visits: 0, IsLoaded: true }) Unload(runner);
    }

    public void Clear()
    {
        foreach (var runner in _runners) runner.Dispose();
        _runners.Clear();
    }

    private void WhenLoaded(Runner runner)
    {
        lock (gate)
        {
            if (!Holds(runner) || runner.IsLoaded) return;
            Finish(runner);
            changed();
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

    private void Admit(Runner runner)
    {
        runner.Admit();
        var counters = CountersOf(runner.Model);
        counters.PeakRunning = Math.Max(counters.PeakRunning, runner.Running);
    }

    private void ExpireLater(Runner runner)
    {
        runner.ExpiresAt = _time.GetUtcNow() + runner.KeepAlive;
        runner.Timer?.Dispose();
        if (runner.KeepAlive >= LongestTimer) return;
        runner.Timer = _time.CreateTimer(_ => WhenExpired(runner), null, runner.KeepAlive, Timeout.InfiniteTimeSpan);
    }

    private void WhenExpired(Runner runner)
    {
        lock (gate)
        {
            if (!Holds(runner) || runner.Visits > 0 || runner.ExpiresAt > _time.GetUtcNow()) return;
            Unload(runner);
            changed();
        }
    }

    private void Unload(Runner runner)
    {
        if (runner.IsEvicted) CountersOf(runner.Model).Evictions++;
        runner.Dispose();
        _runners.Remove(runner);
    }
}

/// <summary>What happened to one model since the start.</summary>
internal sealed class ModelCounters
{
    public int Loads { get; set; }

    public int Evictions { get; set; }

    public int PeakRunning { get; set; }
}
