namespace Conductor.OllamaSim.Models;

/// <summary>
/// The load options that a request states: <c>num_ctx</c> and, as one text, the others. What it does not state fits any runner; another value than
/// the runner's means a reload.
/// </summary>
internal sealed record RunnerKey(int? NumCtx, string Others)
{
    public static RunnerKey Any { get; } = new(null, "");
}

/// <summary>The scheduler is full.</summary>
internal sealed class ServerBusyException() : Exception("server busy, please try again.  maximum pending requests exceeded");

/// <summary>The model cannot be loaded.</summary>
internal sealed class LoadFailedException(string message) : Exception(message);

/// <summary>One request on its way through the scheduler; owned by the scheduler's lock.</summary>
internal sealed class Visit(SimModel model, RunnerKey key, TimeSpan keepAlive, long arrivedAt)
{
    public SimModel Model { get; } = model;

    public RunnerKey Key { get; } = key;

    public TimeSpan KeepAlive { get; } = keepAlive;

    public long ArrivedAt { get; } = arrivedAt;

    public long LoadedAt { get; set; }

    public Runner? Runner { get; set; }

    public bool IsRunning { get; set; }

    public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A slot of a loaded model, held until it is disposed.</summary>
internal sealed class Lease(Scheduler scheduler, Visit visit, TimeSpan loadDuration) : IDisposable
{
    private int _released;

    /// <summary>From the arrival until the model was there; the wait for a slot is not in it.</summary>
    public TimeSpan LoadDuration { get; } = loadDuration;

    public int ContextLength { get; } = visit.Runner?.NumCtx ?? visit.Model.ContextLength;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) scheduler.Leave(visit);
    }
}
