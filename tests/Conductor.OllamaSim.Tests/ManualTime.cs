namespace Conductor.OllamaSim.Tests;

/// <summary>A clock that stands still until a test moves it; timers fire on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate) return _elapsed.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero).AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (_gate) end = _elapsed + by;
        while (NextDue(end) is { } timer) timer.Fire();
        lock (_gate) _elapsed = end;
    }

    /// <summary>Waits until at least so many timers are set: the evidence that someone waits for the clock.</summary>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Armed >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private int Armed => _timers.Count(timer => timer.DueAt is not null);

    private ManualTimer? NextDue(TimeSpan end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.DueAt <= end).MinBy(timer => timer.DueAt);
            if (next is null) return null;
            if (next.DueAt > _elapsed) _elapsed = next.DueAt.Value;
            next.DueAt = null;
            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public TimeSpan? DueAt { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (!time._timers.Contains(this)) time._timers.Add(this);
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time._elapsed + dueTime;
                foreach (var (count, reached) in time._waiters)
                    if (time.Armed >= count) reached.TrySetResult();
            }
            return true;
        }

        public void Dispose() => Remove();

        public ValueTask DisposeAsync()
        {
            Remove();
            return ValueTask.CompletedTask;
        }

        private void Remove()
        {
            lock (time._gate) time._timers.Remove(this);
        }
    }
}
