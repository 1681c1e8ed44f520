using System.Threading.Tasks.Sources;

namespace Conductor.OllamaSim.Api;

/// <summary>
/// One timer for all the waits of one answer. Benchmarks run a thousand paced answers at once: a new timer and a new task for each token would be
/// the greater part of their cost. One waiter at a time.
/// </summary>
internal sealed class Metronome : IValueTaskSource, IDisposable
{
    private readonly CancellationTokenRegistration _cancellation;
    private readonly CancellationToken _cancelled;
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    // 1 while someone waits. Timer and cancellation both take it to 0; the one that succeeds completes the wait.
    private int _waiting;

    public Metronome(TimeProvider time, CancellationToken cancellationToken)
    {
        _cancelled = cancellationToken;
        _timer = time.CreateTimer(static self => ((Metronome)self!).Beat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _cancellation = cancellationToken.UnsafeRegister(static self => ((Metronome)self!).Beat(), this);
    }

    /// <summary>Waits this long; throws <see cref="OperationCanceledException"/> when it is cancelled before.</summary>
    public ValueTask WaitAsync(TimeSpan time)
    {
        _core.Reset();
        Volatile.Write(ref _waiting, 1);
        _timer.Change(time, Timeout.InfiniteTimeSpan);
        // The cancellation may have come before there was anyone to tell.
        if (_cancelled.IsCancellationRequested) Beat();
        return new ValueTask(this, _core.Version);
    }

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        _cancelled.ThrowIfCancellationRequested();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public void Dispose()
    {
        _cancellation.Dispose();
        _timer.Dispose();
    }

    private void Beat()
    {
        if (Interlocked.Exchange(ref _waiting, 0) == 1) _core.SetResult(true);
    }
}
