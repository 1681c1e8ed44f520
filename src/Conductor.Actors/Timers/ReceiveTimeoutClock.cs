namespace Conductor.Actor;

/// <summary>Tells an actor <see cref="ReceiveTimeout"/> when it has had nothing to do for a while.</summary>
/// <remarks>
/// A message only notes the time; the timer is set anew when it fires too early. So a busy actor does not move a timer per message.
/// The timer's callback and the actor's turn meet here, hence the gate.
/// </remarks>
internal sealed class ReceiveTimeoutClock : IDisposable
{
    // Protects the clock between the actor, which winds it, and the timer that fires beside it.
    private readonly Lock _gate = new();
    private readonly ActorCell _cell;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _quietSince;
    private bool _paused;
    private bool _armed = true;
    private bool _disposed;

    internal ReceiveTimeoutClock(ActorCell cell, TimeSpan timeout)
    {
        (_cell, _time, Timeout) = (cell, cell.System.TimeProvider, timeout);
        _quietSince = _time.GetTimestamp();
        _timer = _time.CreateDetachedTimer(static state => ((ReceiveTimeoutClock)state!).OnTimer(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
    }

    internal TimeSpan Timeout { get; }

    public void Dispose()
    {
        lock (_gate) _disposed = true;
        _timer.Dispose();
    }

    /// <summary>A message is being handled, so time does not count.</summary>
    internal void Pause()
    {
        lock (_gate) _paused = true;
    }

    /// <summary>The message has been handled; time counts from now.</summary>
    internal void Resume()
    {
        lock (_gate)
        {
            if (!_paused || _disposed) return;
            _paused = false;
            _quietSince = _time.GetTimestamp();
            if (_armed) return;
            _armed = true;
            _timer.Change(Timeout, System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_disposed) return;
            var left = Timeout - _time.GetElapsedTime(_quietSince);
            if (!_paused && left > TimeSpan.Zero)
            {
                _timer.Change(left, System.Threading.Timeout.InfiniteTimeSpan);
                return;
            }
            _armed = false;
            if (_paused) return;
        }
        // Armed again when the actor has handled it, so that a slow actor does not collect them.
        _cell.Tell(Actor.ReceiveTimeout.Instance, null);
    }
}
