using Conductor.OllamaSim.Wire;

namespace Conductor.OllamaSim.Models;

/// <summary>
/// Ollama's scheduler: a request whose model is loaded and compatible goes past the queue to that runner's slots; all others stand in one
/// line, whose head may wait for an eviction while everyone behind it waits too.
/// </summary>
internal sealed class Scheduler
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Visit> _line = [];
    private readonly ModelMemory _memory;
    private readonly SimOptions _options;

    public Scheduler(SimOptions options) => (_options, _memory) = (options, new ModelMemory(options, _gate, Advance));

    public int PeakQueue { get; private set; }

    public int PeakRunning { get; private set; }

    /// <summary>Answers being given over all models.</summary>
    public Level Running { get; } = new();

    /// <summary>Requests in the line, waiting for a load or a slot, or being answered.</summary>
    public Level Visits { get; } = new();

    /// <summary>
    /// Waits for the model and a slot; the request has its place when this returns its task. Fails with <see cref="ServerBusyException"/> when the
    /// line is full.
    /// </summary>
    public async Task<Lease> EnterAsync(SimModel model, RunnerKey key, TimeSpan? keepAlive, CancellationToken cancellationToken)
    {
        var visit = new Visit(model, key, keepAlive ?? _options.KeepAlive, _options.Time.GetTimestamp());
        lock (_gate) Arrive(visit);
        try
        {
            await visit.Admitted.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Leave(visit);
            throw;
        }
        return new Lease(this, visit, _options.Time.GetElapsedTime(visit.ArrivedAt, visit.LoadedAt));
    }

    public void Leave(Visit visit)
    {
        lock (_gate)
        {
            if (!_line.Remove(visit) && visit.Runner is { } runner && _memory.Holds(runner)) _memory.Release(runner, visit);
            Advance();
        }
    }

    /// <summary>Unloads the model: now when it is idle, else after the answers that run.</summary>
    public void Expire(SimModel model)
    {
        lock (_gate)
        {
            if (_memory.Find(model) is { } runner) _memory.Expire(runner);
            Advance();
        }
    }

    /// <summary>Everything is gone at once, as after a crash; those who wait are left to their connections' end.</summary>
    public void Crash()
    {
        lock (_gate)
        {
            _memory.Clear();
            _line.Clear();
            Count();
        }
    }

    /// <summary>What is in memory, longest expiry first.</summary>
    public IReadOnlyList<(SimModel Model, DateTimeOffset ExpiresAt, int NumCtx)> Resident()
    {
        lock (_gate)
        {
            return [.. _memory.Runners.Select(runner => (runner.Model, ExpiresAt: _memory.ExpiryOf(runner), runner.NumCtx))
                .OrderByDescending(resident => resident.ExpiresAt)];
        }
    }

    public SimModelState StateOf(SimModel model)
    {
        lock (_gate)
        {
            var (runner, counters) = (_memory.Find(model), _memory.CountersOf(model));
            var waiting = (runner?.Waiting ?? 0) + _line.Count(visit => visit.Model.Name == model.Name);
            return new SimModelState(
                runner?.IsLoaded ?? false, runner?.Running ?? 0, waiting, counters.PeakRunning, counters.Loads, counters.Evictions, runner?.NumCtx);
        }
    }

    private void Arrive(Visit visit)
    {
        if (_memory.Find(visit.Model) is { IsLoaded: true } runner && runner.Fits(visit.Key))
        {
            _memory.Attach(runner, visit);
            Count();
            return;
        }
        if (_line.Count >= _options.MaxQueue) throw new ServerBusyException();
        _line.AddLast(visit);
        Advance();
        PeakQueue = Math.Max(PeakQueue, _line.Count);
    }

    /// <summary>Serves the line until its head has to wait for a runner to become idle.</summary>
    private void Advance()
    {
        while (_line.First?.Value is { } head && TryServe(head)) { }
        Count();
    }

    private bool TryServe(Visit head)
    {
        if (_memory.Find(head.Model) is { } runner)
        {
            if (!runner.Fits(head.Key)) return _memory.TryEvict(runner);
            _line.RemoveFirst();
            _memory.Attach(runner, head);
            return true;
        }
        if (_memory.IsFull) return _memory.TryEvictAny();
        _line.RemoveFirst();
        _memory.Load(head);
        return true;
    }

    private void Count()
    {
        Visits.Set(_line.Count + _memory.Runners.Sum(runner => runner.Visits));
        Running.Set(_memory.Runners.Sum(runner => runner.Running));
        PeakRunning = Math.Max(PeakRunning, Running.Value);
    }
}
