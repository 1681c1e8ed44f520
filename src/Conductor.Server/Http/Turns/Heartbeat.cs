using Conductor.Core.Streams;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// Says when a caller who waits has heard nothing for so long that something should be said: proxies and clients give up on connections that are
/// silent. For one caller at a time; the timer runs beside it.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly TimeProvider _time;
    private readonly AsyncSignal _signal;
    private readonly TimeSpan _every;
    private readonly ITimer _timer;
    private TimeSpan _due;
    private long _heardAt;
    private bool _isDue;

    /// <param name="options">When the first one is due, and when the next.</param>
    /// <param name="signal">What to wake the waiter with.</param>
    /// <param name="time">The clock.</param>
    public Heartbeat(HttpOptions options, AsyncSignal signal, TimeProvider time)
    {
        (_time, _signal, _every, _due) = (time, signal, options.HeartbeatEvery, options.FirstHeartbeat);
        _heardAt = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((Heartbeat)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm(_due);
    }

    /// <summary>Something should be said now.</summary>
    public bool IsDue => Volatile.Read(ref _isDue);

    /// <summary>Something was said.</summary>
    public void Said()
    {
        Volatile.Write(ref _heardAt, _time.GetTimestamp());
        Volatile.Write(ref _isDue, false);
    }

    public void Dispose() => _timer.Dispose();

    // A token costs one time stamp; the timer is moved only when it fires.
    private void Look()
    {
        var silence = _time.GetElapsedTime(Volatile.Read(ref _heardAt));
        if (silence < _due)
        {
            Arm(_due - silence);
            return;
        }
        _due = _every;
        Volatile.Write(ref _isDue, true);
        _signal.Set();
        Arm(_every);
    }

    private void Arm(TimeSpan due)
    {
        if (due != Timeout.InfiniteTimeSpan)
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }
}
