namespace Conductor.Actor;

/// <summary>Tells messages later. Safe for concurrent use; a delay is counted by the system's <see cref="TimeProvider"/>.</summary>
public interface ITellScheduler
{
    /// <summary>Tells once after <paramref name="delay"/>, unless <paramref name="cancelable"/> is cancelled before.</summary>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null);

    /// <summary>Tells after <paramref name="initialDelay"/> and then every <paramref name="interval"/>, until <paramref name="cancelable"/> is cancelled or the system ends.</summary>
    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null);
}

/// <summary>Runs actions later, outside of any actor. For those who cannot be told a message.</summary>
public interface IActionScheduler
{
    /// <summary>Runs once after <paramref name="delay"/>, unless <paramref name="cancelable"/> is cancelled before.</summary>
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable = null);

    /// <summary>Runs after <paramref name="initialDelay"/> and then every <paramref name="interval"/>. What it throws is logged, and later runs go on.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable = null);
}

/// <summary>The parts of a scheduler that an actor seldom needs.</summary>
public interface IAdvancedScheduler : IActionScheduler;

/// <summary>The clocks of a scheduler; both are the system's <see cref="TimeProvider"/>.</summary>
public interface ITimeProvider
{
    /// <summary>The wall clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since the system's creation; never goes back.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>The same: here every clock is as fine as the time provider's.</summary>
    TimeSpan HighResMonotonicClock => MonotonicClock;
}

/// <summary>The system's scheduler.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    /// <summary>Runs actions.</summary>
    IAdvancedScheduler Advanced { get; }
}
