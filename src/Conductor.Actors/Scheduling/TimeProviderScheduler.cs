using System.Collections.Concurrent;

namespace Conductor.Actor;

/// <summary>The scheduler: one timer of the clock per piece of work, so that an idle one costs nothing.</summary>
internal sealed class TimeProviderScheduler(ActorSystem system) : IScheduler, IAdvancedScheduler, IDisposable
{
    private readonly ConcurrentDictionary<ScheduledWork, bool> _scheduled = new();
    private readonly long _start = system.TimeProvider.GetTimestamp();
    private volatile bool _disposed;

    public DateTimeOffset Now => system.TimeProvider.GetUtcNow();

    public TimeSpan MonotonicClock => system.TimeProvider.GetElapsedTime(_start);

    public IAdvancedScheduler Advanced => this;

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null) =>
        Schedule(delay, null, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable = null) => Schedule(delay, null, action, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable = null) =>
        Schedule(initialDelay, interval, action, cancelable);

    /// <summary>Ends everything that is scheduled. Later work is not taken and never runs.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var work in _scheduled.Keys) work.Dispose();
    }

    private void Schedule(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (interval is { } every) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero, nameof(interval));
        if (_disposed || cancelable is { IsCancellationRequested: true }) return;
        var work = new ScheduledWork(this, action, interval is null);
        _scheduled.TryAdd(work, true);
        work.Start(system.TimeProvider, delay, interval ?? Timeout.InfiniteTimeSpan, cancelable?.Token ?? CancellationToken.None);
        // The system may have ended in between.
        if (_disposed) work.Dispose();
    }

    private void Report(Exception failure) => KernelLog.ScheduledWorkFailed(system.Logger, failure);

    private sealed class ScheduledWork(TimeProviderScheduler scheduler, Action action, bool once) : IDisposable
    {
        private ITimer? _timer;
        private CancellationTokenRegistration _registration;
        private volatile bool _ended;

        public void Dispose()
        {
            _ended = true;
            scheduler._scheduled.TryRemove(this, out _);
            _timer?.Dispose();
            _registration.Unregister();
        }

        internal void Start(TimeProvider time, TimeSpan delay, TimeSpan period, CancellationToken cancelled)
        {
            _timer = time.CreateDetachedTimer(static work => ((ScheduledWork)work!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _registration = cancelled.UnsafeRegister(static work => ((ScheduledWork)work!).Dispose(), this);
            // Does nothing when the registration has already ended it.
            _timer.Change(delay, period);
        }

        private void Run()
        {
            if (_ended) return;
            if (once) Dispose();
            try
            {
                action();
            }
            catch (Exception failure)
            {
                scheduler.Report(failure);
            }
        }
    }
}
