namespace Conductor.Actor;

/// <summary>Schedules that give back what calls them off, and delays in milliseconds.</summary>
public static class SchedulerExtensions
{
    /// <summary>As <see cref="ITellScheduler.ScheduleTellOnce"/>, in milliseconds.</summary>
    public static void ScheduleTellOnce(
        this ITellScheduler scheduler, int millisecondsDelay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null) =>
        NotNull(scheduler).ScheduleTellOnce(Milliseconds(millisecondsDelay), receiver, message, sender, cancelable);

    /// <summary>As <see cref="ITellScheduler.ScheduleTellRepeatedly"/>, in milliseconds.</summary>
    public static void ScheduleTellRepeatedly(
        this ITellScheduler scheduler, int initialMillisecondsDelay, int millisecondsInterval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null) =>
        NotNull(scheduler).ScheduleTellRepeatedly(Milliseconds(initialMillisecondsDelay), Milliseconds(millisecondsInterval), receiver, message, sender, cancelable);

    /// <summary>As <see cref="IActionScheduler.ScheduleOnce"/>, in milliseconds.</summary>
    public static void ScheduleOnce(this IActionScheduler scheduler, int millisecondsDelay, Action action, ICancelable? cancelable = null) =>
        NotNull(scheduler).ScheduleOnce(Milliseconds(millisecondsDelay), action, cancelable);

    /// <summary>As <see cref="IActionScheduler.ScheduleRepeatedly"/>, in milliseconds.</summary>
    public static void ScheduleRepeatedly(
        this IActionScheduler scheduler, int initialMillisecondsDelay, int millisecondsInterval, Action action, ICancelable? cancelable = null) =>
        NotNull(scheduler).ScheduleRepeatedly(Milliseconds(initialMillisecondsDelay), Milliseconds(millisecondsInterval), action, cancelable);

    /// <summary>As <see cref="ITellScheduler.ScheduleTellOnce"/>; what comes back calls it off.</summary>
    public static ICancelable ScheduleTellOnceCancelable(this IScheduler scheduler, TimeSpan delay, ICanTell receiver, object message, IActorRef? sender)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
        return cancelable;
    }

    /// <summary>The same in milliseconds.</summary>
    public static ICancelable ScheduleTellOnceCancelable(this IScheduler scheduler, int millisecondsDelay, ICanTell receiver, object message, IActorRef? sender) =>
        scheduler.ScheduleTellOnceCancelable(Milliseconds(millisecondsDelay), receiver, message, sender);

    /// <summary>As <see cref="ITellScheduler.ScheduleTellRepeatedly"/>; what comes back calls it off.</summary>
    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
        return cancelable;
    }

    /// <summary>The same in milliseconds.</summary>
    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler, int initialMillisecondsDelay, int millisecondsInterval, ICanTell receiver, object message, IActorRef? sender) =>
        scheduler.ScheduleTellRepeatedlyCancelable(Milliseconds(initialMillisecondsDelay), Milliseconds(millisecondsInterval), receiver, message, sender);

    /// <summary>As <see cref="IActionScheduler.ScheduleOnce"/>; what comes back calls it off.</summary>
    public static ICancelable ScheduleOnceCancelable(this IActionScheduler scheduler, TimeSpan delay, Action action)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleOnce(delay, action, cancelable);
        return cancelable;
    }

    /// <summary>The same in milliseconds.</summary>
    public static ICancelable ScheduleOnceCancelable(this IActionScheduler scheduler, int millisecondsDelay, Action action) =>
        scheduler.ScheduleOnceCancelable(Milliseconds(millisecondsDelay), action);

    /// <summary>As <see cref="IActionScheduler.ScheduleRepeatedly"/>; what comes back calls it off.</summary>
    public static ICancelable ScheduleRepeatedlyCancelable(this IActionScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, Action action)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleRepeatedly(initialDelay, interval, action, cancelable);
        return cancelable;
    }

    /// <summary>The same in milliseconds.</summary>
    public static ICancelable ScheduleRepeatedlyCancelable(this IActionScheduler scheduler, int initialMillisecondsDelay, int millisecondsInterval, Action action) =>
        scheduler.ScheduleRepeatedlyCancelable(Milliseconds(initialMillisecondsDelay), Milliseconds(millisecondsInterval), action);

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    private static TScheduler NotNull<TScheduler>(TScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return scheduler;
    }
}
