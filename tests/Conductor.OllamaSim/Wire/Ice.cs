namespace Conductor.OllamaSim.Wire;

/// <summary>Holds every reader and writer of the simulator still while it is frozen, as a stopped process would.</summary>
internal sealed class Ice
{
    private volatile TaskCompletionSource? _thaw;

    public bool IsFrozen => _thaw is not null;

    public void Freeze() =>
        Interlocked.CompareExchange(ref _thaw, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    public void Thaw() => Interlocked.Exchange(ref _thaw, null)?.TrySetResult();

    /// <summary>Completes at once while the simulator is alive, else when it is thawed.</summary>
    public Task PassAsync(CancellationToken cancellationToken) =>
        _thaw is { } thaw ? thaw.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
}
