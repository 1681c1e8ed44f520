namespace Conductor.Backends.Tests.Support;

/// <summary>A clock that says when a timer of its was disposed of: the evidence that what the timer guarded is over.</summary>
internal sealed class TimerWatch(TimeProvider time) : TimeProvider
{
    private readonly SemaphoreSlim _disposed = new(0);

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Watched(time.CreateTimer(callback, state, dueTime, period), dueTime, this);

    /// <summary>Waits for the disposal of a timer that was made for this time.</summary>
    public Task DisposedAsync(CancellationToken cancellationToken) => _disposed.WaitAsync(cancellationToken);

    /// <summary>Only timers of this length are watched.</summary>
    public TimeSpan Watching { get; init; }

    private sealed class Watched(ITimer timer, TimeSpan dueTime, TimerWatch watch) : ITimer
    {
        private TimeSpan _dueTime = dueTime;
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _dueTime = dueTime;
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            timer.Dispose();
            Note();
        }

        public async ValueTask DisposeAsync()
        {
            await timer.DisposeAsync();
            Note();
        }

        private void Note()
        {
            if (!_isDisposed && _dueTime == watch.Watching)
                watch._disposed.Release();
            _isDisposed = true;
        }
    }
}
