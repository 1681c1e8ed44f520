using Conductor.Actor;

namespace Conductor.Pattern;

/// <summary>The states, and what a call does to them.</summary>
public sealed partial class CircuitBreaker
{
    // Protects the state: callers are on any thread and need their answer at once, so a message would not do.
    private readonly Lock _gate = new();
    private volatile CircuitState _state;
    private long _era;
    private long _failures;
    private bool _isTrialRunning;
    private TimeSpan _nextReset;
    private TimeSpan _openUntil;

    private long BeginCall()
    {
        lock (_gate)
        {
            if (_state == CircuitState.Open) throw new OpenCircuitException(_openUntil - Scheduler.MonotonicClock);
            if (_isTrialRunning) throw new OpenCircuitException(TimeSpan.Zero);
            _isTrialRunning = _state == CircuitState.HalfOpen;
            return _era;
        }
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> body)
    {
        if (CallTimeout == Timeout.InfiniteTimeSpan) return await body(CancellationToken.None).ConfigureAwait(false);
        // Not disposed of: the clock may be about to cancel it while the call ends.
        var overdue = new CancellationTokenSource();
        using var ended = new Cancelable(Scheduler.Advanced);
        Scheduler.Advanced.ScheduleOnce(CallTimeout, overdue.Cancel, ended);
        try
        {
            return await body(overdue.Token).WaitAsync(overdue.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (overdue.IsCancellationRequested)
        {
            throw new TimeoutException($"The call took longer than {CallTimeout}, which is all that its circuit breaker allows.", late);
        }
        finally
        {
            ended.Cancel();
        }
    }

    private void EndCall(long era, Exception? cause)
    {
        lock (_gate)
        {
            if (era != _era || _state == CircuitState.Open) return;
            LastCaughtException = cause;
            if (cause is null)
            {
                Interlocked.Exchange(ref _failures, 0);
                if (_state == CircuitState.HalfOpen) Close();
            }
            else if (Interlocked.Increment(ref _failures) >= MaxFailures || _state == CircuitState.HalfOpen)
            {
                Open();
            }
        }
    }

    private void Close()
    {
        _nextReset = ResetTimeout;
        Enter(CircuitState.Closed);
    }

    private void Open()
    {
        var pause = _nextReset * (1 + (Random.Shared.NextDouble() * RandomFactor));
        _nextReset = new TimeSpan((long)Math.Min(MaxResetTimeout.Ticks, _nextReset.Ticks * ExponentialBackoffFactor));
        _openUntil = Scheduler.MonotonicClock + pause;
        Enter(CircuitState.Open);
        Scheduler.Advanced.ScheduleOnce(pause, Try);
    }

    private void Try()
    {
        lock (_gate) Enter(CircuitState.HalfOpen);
    }

    private void Enter(CircuitState state)
    {
        _state = state;
        _isTrialRunning = false;
        Interlocked.Increment(ref _era);
        // By the scheduler: nothing foreign runs inside of the gate, and what a callback throws is logged.
        foreach (var callback in _callbacks[(int)state]) Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, callback);
    }

    private enum CircuitState
    {
        Closed,
        Open,
        HalfOpen,
    }
}
