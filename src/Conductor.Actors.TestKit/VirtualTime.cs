namespace Conductor.TestKit;

/// <summary>A clock that stands still until a test moves it.</summary>
/// <remarks>
/// Timers fire inside <see cref="Advance"/>, on its caller's thread, each at its own due time and in order of due time and then of creation. One that is due
/// at once fires on the thread pool without an advance. Safe for concurrent use.
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    // Protects the armed timers and those who wait for them: timers are made and moved by any thread, and there is no actor to ask.
    private readonly Lock _gate = new();
    private readonly SortedSet<VirtualTimer> _armed = new(Comparer<VirtualTimer>.Create(VirtualTimer.Compare));
    private readonly List<(Func<IReadOnlyCollection<VirtualTimer>, bool> Condition, TaskCompletionSource Met)> _waits = [];
    private readonly DateTimeOffset _start;
    private long _now;
    private long _sequence;

    /// <summary>A clock that stands at the beginning of 2030 (UTC).</summary>
    public VirtualTime() : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that stands at <paramref name="start"/>.</summary>
    public VirtualTime(DateTimeOffset start) => _start = start;

    /// <summary>How far the clock has been moved.</summary>
    public TimeSpan Elapsed => new(Interlocked.Read(ref _now));

    /// <summary>How many timers are to fire.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate) return _armed.Count;
        }
    }

    /// <summary>The time until the next timer fires, or null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate) return _armed.Min is { } next ? new TimeSpan(next.Due - _now) : null;
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, firing every timer that falls due on the way, also those that are armed on the way.</summary>
    /// <param name="by">Zero or more.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long end;
        lock (_gate) end = _now + by.Ticks;
        while (NextDue(end) is { } timer) timer.Fire();
        lock (_gate) Interlocked.Exchange(ref _now, Math.Max(_now, end));
    }

    /// <summary>Completes as soon as a timer is armed that will fire within <paramref name="within"/> from now. Bounded only by the token.</summary>
    public Task WaitForTimerAsync(TimeSpan within, CancellationToken cancellationToken = default) =>
        WaitAsync(armed => armed.Any(timer => timer.Due - _now <= within.Ticks), cancellationToken);

    /// <summary>Completes as soon as <paramref name="count"/> timers or more are armed. Bounded only by the token.</summary>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default) =>
        WaitAsync(armed => armed.Count >= count, cancellationToken);

    internal bool Arm(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed) return false;
            _armed.Remove(timer);
            timer.Period = period > TimeSpan.Zero ? period.Ticks : 0;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            if (dueTime > TimeSpan.Zero)
            {
                Insert(timer, _now + dueTime.Ticks);
                return true;
            }
            if (timer.Period > 0) Insert(timer, _now + timer.Period);
        }
        ThreadPool.UnsafeQueueUserWorkItem(timer, preferLocal: false);
        return true;
    }

    internal void Disarm(VirtualTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private VirtualTimer? NextDue(long end)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } timer || timer.Due > end) return null;
            _armed.Remove(timer);
            Interlocked.Exchange(ref _now, Math.Max(_now, timer.Due));
            if (timer.Period > 0) Insert(timer, timer.Due + timer.Period);
            return timer;
        }
    }

    private void Insert(VirtualTimer timer, long due)
    {
        (timer.Due, timer.Sequence) = (due, _sequence++);
        _armed.Add(timer);
        for (var i = _waits.Count - 1; i >= 0; i--)
        {
            if (!_waits[i].Condition(_armed)) continue;
            _waits[i].Met.TrySetResult();
            _waits.RemoveAt(i);
        }
    }

    private async Task WaitAsync(Func<IReadOnlyCollection<VirtualTimer>, bool> condition, CancellationToken cancellationToken)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (condition(_armed)) return;
            _waits.Add((condition, met));
        }
        await met.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A timer of <see cref="VirtualTime"/>; its clock's gate guards it.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer, IThreadPoolWorkItem
{
    // As the framework's timers do it: the callback sees the ambient values of whoever made the timer.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    internal long Due { get; set; }

    internal long Sequence { get; set; }

    internal long Period { get; set; }

    internal bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => time.Arm(this, dueTime, period);

    public void Dispose() => time.Disarm(this);

    public ValueTask DisposeAsync()
    {
        time.Disarm(this);
        return ValueTask.CompletedTask;
    }

    void IThreadPoolWorkItem.Execute() => Fire();

    internal static int Compare(VirtualTimer one, VirtualTimer other)
    {
        var byDue = one.Due.CompareTo(other.Due);
        return byDue != 0 ? byDue : one.Sequence.CompareTo(other.Sequence);
    }

    internal void Fire()
    {
        if (IsDisposed) return;
        if (_context is null) callback(state);
        else ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Call(), this);
    }

    private void Call() => callback(state);
}
