namespace Conductor.OllamaSim.Models;

/// <summary>A model in memory, or on its way there; owned by the scheduler's lock.</summary>
internal sealed class Runner(SimModel model, int numCtx, string others, int parallel) : IDisposable
{
    private readonly LinkedList<Visit> _waiting = [];

    public SimModel Model { get; } = model;

    public int NumCtx { get; } = Math.Min(numCtx, model.ContextLength);

    public bool IsLoaded { get; set; }

    /// <summary>Whether it has to go for another model or other load options as soon as it is idle.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>Every visit that needs the model: those that wait for the load or a slot, and those that run.</summary>
    public int Visits { get; private set; }

    public int Running { get; private set; }

    public int Waiting => _waiting.Count;

    public TimeSpan KeepAlive { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Fires at the end of the load, later at the end of the keep-alive.</summary>
    public ITimer? Timer { get; set; }

    public bool Fits(RunnerKey key) =>
        (key.NumCtx is null || Math.Min(key.NumCtx.Value, Model.ContextLength) == NumCtx) && (key.Others.Length == 0 || key.Others == others);

    public void Attach(Visit visit, long now)
    {
        visit.Runner = this;
        if (IsLoaded) visit.LoadedAt = now;
        (KeepAlive, IsEvicted) = (visit.KeepAlive, false);
        Visits++;
        _waiting.AddLast(visit);
    }

    public void Detach(Visit visit)
    {
        Visits--;
        if (visit.IsRunning) Running--;
        else _waiting.Remove(visit);
    }

    public void Loaded(long now)
    {
        IsLoaded = true;
        foreach (var visit in _waiting) visit.LoadedAt = now;
    }

    /// <summary>Gives free slots to those who wait, first come first served.</summary>
    public void Admit()
    {
        while (IsLoaded && Running < parallel && _waiting.First?.Value is { } visit)
        {
            _waiting.RemoveFirst();
            visit.IsRunning = true;
            Running++;
            visit.Admitted.TrySetResult();
        }
    }

    public void Fail(Exception why)
    {
        foreach (var visit in _waiting) visit.Admitted.TrySetException(why);
        _waiting.Clear();
        Visits = 0;
    }

    public void Dispose() => Timer?.Dispose();
}
