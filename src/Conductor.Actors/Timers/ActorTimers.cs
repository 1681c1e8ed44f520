using Conductor.Event;

namespace Conductor.Actor;

/// <summary>A timer has fired. The cell unwraps it, if it still counts.</summary>
internal sealed class TimerTick(ActorTimers owner, object key, object message, long generation) : AutoReceivedMessage, IDeadLetterSuppression
{
    internal ActorTimers Owner { get; } = owner;

    internal object Key { get; } = key;

    internal object Message { get; } = message;

    internal long Generation { get; } = generation;
}

/// <summary>The timers of one instance of an actor.</summary>
internal sealed class ActorTimers(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, Running> _running = [];
    private long _generation;

    /// <summary>How many run; exact on the actor's turn, roughly right elsewhere.</summary>
    internal int Count => _running.Count;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) => Start(key, msg, initialDelay, interval);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null);

    public bool IsTimerActive(object key) => _running.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_running.Remove(key, out var running)) running.Timer.Dispose();
    }

    public void CancelAll()
    {
        foreach (var running in _running.Values) running.Timer.Dispose();
        _running.Clear();
    }

    /// <summary>The message of a tick, or null when its timer was cancelled or replaced, or belonged to an earlier instance.</summary>
    internal object? Accept(TimerTick tick)
    {
        if (!ReferenceEquals(tick.Owner, this)) return null;
        if (!_running.TryGetValue(tick.Key, out var running) || running.Generation != tick.Generation) return null;
        if (!running.Repeats) Cancel(tick.Key);
        return tick.Message;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? interval)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (message is null) throw new InvalidMessageException();
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (interval is { } every) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero, nameof(interval));
        Cancel(key);
        var tick = new TimerTick(this, key, message, ++_generation);
        var timer = cell.System.TimeProvider.CreateDetachedTimer(
            static state => ((Beat)state!).Strike(), new Beat(cell, tick), delay, interval ?? Timeout.InfiniteTimeSpan);
        _running[key] = new Running(timer, tick.Generation, interval is not null);
    }

    private readonly record struct Running(ITimer Timer, long Generation, bool Repeats);

    private sealed record Beat(ActorCell Cell, TimerTick Tick)
    {
        internal void Strike() => Cell.Tell(Tick, Cell);
    }
}
