using Conductor.TestKit;

namespace Conductor.Fleet.Tests.Support;

/// <summary>
/// A clock that stands still until a test moves it, and that tells when somebody sets a timer to a certain time: the evidence that a stage of a
/// turn has begun. Safe for concurrent callers.
/// </summary>
internal sealed class WatchedTime : TimeProvider
{
    private readonly VirtualTime _time = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<TimeSpan, int> _set = [];
    private readonly List<(TimeSpan Due, int Count, TaskCompletionSource Reached)> _waits = [];

    public TimeSpan Elapsed => _time.Elapsed;

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override long GetTimestamp() => _time.GetTimestamp();

    public void Advance(TimeSpan by) => _time.Advance(by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, _time.CreateTimer(callback, state, dueTime, period));
        Note(dueTime);
        return timer;
    }

    /// <summary>How often a timer was set to exactly this time until now.</summary>
    public int TimesSet(TimeSpan due)
    {
        lock (_gate)
            return _set.GetValueOrDefault(due);
    }

    /// <summary>Waits until a timer was set to exactly this time more often than that.</summary>
    public Task SetAsync(TimeSpan due, int moreThan, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_set.GetValueOrDefault(due) > moreThan)
                return Task.CompletedTask;
            _waits.Add((due, moreThan, reached));
        }
        return reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until a timer is armed that fires within this time.</summary>
    public Task ArmedAsync(TimeSpan within, CancellationToken cancellationToken) => _time.WaitForTimerAsync(within, cancellationToken);

    private void Note(TimeSpan due)
    {
        lock (_gate)
        {
            var count = _set[due] = _set.GetValueOrDefault(due) + 1;
            foreach (var wait in _waits.Where(wait => wait.Due == due && count > wait.Count))
                wait.Reached.TrySetResult();
            _waits.RemoveAll(wait => wait.Reached.Task.IsCompleted);
        }
    }

    private sealed class Timer(WatchedTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            time.Note(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
