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
    private readonly List<TimerSet> _set = [];
    private readonly List<(Func<TimerSet, bool> Which, int Count, TaskCompletionSource Reached)> _waits = [];

    public TimeSpan Elapsed => _time.Elapsed;

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override long GetTimestamp() => _time.GetTimestamp();

    public void Advance(TimeSpan by) => _time.Advance(by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var owner = state?.GetType().Name;
        var timer = new Timer(this, owner, _time.CreateTimer(callback, state, dueTime, period));
        Note(new TimerSet(owner, dueTime));
        return timer;
    }

    /// <summary>How often a timer was set to exactly this time until now.</summary>
    public int TimesSet(TimeSpan due) => TimesSet(set => set.Due == due);

    /// <summary>How often such a timer was set until now.</summary>
    public int TimesSet(Func<TimerSet, bool> which)
    {
        lock (_gate)
            return _set.Count(which);
    }

    /// <summary>Waits until a timer was set to exactly this time more often than that.</summary>
    public Task SetAsync(TimeSpan due, int moreThan, CancellationToken cancellationToken) => SetAsync(set => set.Due == due, moreThan, cancellationToken);

    /// <summary>Waits until such a timer was set more often than that.</summary>
    public Task SetAsync(Func<TimerSet, bool> which, int moreThan, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_set.Count(which) > moreThan)
                return Task.CompletedTask;
            _waits.Add((which, moreThan, reached));
        }
        return reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until a timer is armed that fires within this time.</summary>
    public Task ArmedAsync(TimeSpan within, CancellationToken cancellationToken) => _time.WaitForTimerAsync(within, cancellationToken);

    private void Note(TimerSet set)
    {
        lock (_gate)
        {
            _set.Add(set);
            foreach (var wait in _waits.Where(wait => wait.Which(set) && _set.Count(wait.Which) > wait.Count))
                wait.Reached.TrySetResult();
            _waits.RemoveAll(wait => wait.Reached.Task.IsCompleted);
        }
    }

    private sealed class Timer(WatchedTime time, string? owner, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            time.Note(new TimerSet(owner, dueTime));
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>Somebody has set a timer.</summary>
/// <param name="Owner">The type of who is told when it fires; null where that is nobody in particular.</param>
/// <param name="Due">The time to which it was set.</param>
internal readonly record struct TimerSet(string? Owner, TimeSpan Due);
