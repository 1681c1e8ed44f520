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

/// <summary>The system's scheduler.</summary>
public interface IScheduler : ITellScheduler
{
    /// <summary>The wall clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since the system's creation; never goes back.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>Runs actions.</summary>
    IAdvancedScheduler Advanced { get; }
}

/// <summary>Something that may be called off.</summary>
public interface ICancelable
{
    /// <summary>Whether it has been called off.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>The same as a token.</summary>
    CancellationToken Token { get; }

    /// <summary>Calls it off.</summary>
    void Cancel();

    /// <summary>Calls it off, and throws what callbacks throw: the first at once, or all together.</summary>
    void Cancel(bool throwOnFirstException);

    /// <summary>Calls it off after <paramref name="delay"/>.</summary>
    void CancelAfter(TimeSpan delay);
}

/// <summary>Schedules that give back what calls them off.</summary>
public static class SchedulerExtensions
{
    /// <summary>As <see cref="ITellScheduler.ScheduleTellOnce"/>.</summary>
    public static ICancelable ScheduleTellOnceCancelable(this IScheduler scheduler, TimeSpan delay, ICanTell receiver, object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        var cancelable = new Cancelable(scheduler.Advanced);
        scheduler.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
        return cancelable;
    }

    /// <summary>As <see cref="ITellScheduler.ScheduleTellRepeatedly"/>.</summary>
    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        var cancelable = new Cancelable(scheduler.Advanced);
        scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
        return cancelable;
    }
}

/// <summary>Calls things off, by hand or by the clock of a scheduler.</summary>
public sealed class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private readonly CancellationTokenSource _source = new();

    /// <summary>One that is called off by hand.</summary>
    public Cancelable(IActionScheduler scheduler) => _scheduler = scheduler;

    /// <summary>One that is called off after <paramref name="delay"/> at the latest.</summary>
    public Cancelable(IActionScheduler scheduler, TimeSpan delay) : this(scheduler) => CancelAfter(delay);

    /// <inheritdoc/>
    public bool IsCancellationRequested => _source.IsCancellationRequested;

    /// <inheritdoc/>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Cancel() => _source.Cancel();

    /// <inheritdoc/>
    public void Cancel(bool throwOnFirstException) => _source.Cancel(throwOnFirstException);

    /// <inheritdoc/>
    public void CancelAfter(TimeSpan delay) => _scheduler.ScheduleOnce(delay, Cancel, this);

    /// <summary>Lets go of the token's resources without calling off.</summary>
    public void Dispose() => _source.Dispose();
}
