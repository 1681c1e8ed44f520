namespace Conductor.Actor;

/// <summary>Calls things off, by hand or by the clock of a scheduler. Safe for concurrent use.</summary>
public sealed class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private readonly CancellationTokenSource _source;
    private volatile bool _disposed;

    /// <summary>One that is called off by hand.</summary>
    public Cancelable(IScheduler scheduler) : this(Advanced(scheduler))
    {
    }

    /// <summary>One that is called off after <paramref name="delay"/> at the latest.</summary>
    public Cancelable(IScheduler scheduler, TimeSpan delay) : this(Advanced(scheduler), delay)
    {
    }

    /// <summary>One that is called off after so many milliseconds at the latest.</summary>
    public Cancelable(IScheduler scheduler, int millisecondsDelay) : this(Advanced(scheduler), TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    /// <summary>One that is called off by hand.</summary>
    public Cancelable(IActionScheduler scheduler) : this(scheduler, new CancellationTokenSource())
    {
    }

    /// <summary>One that is called off after <paramref name="delay"/> at the latest.</summary>
    public Cancelable(IActionScheduler scheduler, TimeSpan delay) : this(scheduler) => CancelAfter(delay);

    private Cancelable(IActionScheduler scheduler, CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        (_scheduler, _source) = (scheduler, source);
    }

    /// <inheritdoc/>
    public bool IsCancellationRequested => _source.IsCancellationRequested;

    /// <inheritdoc/>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether <see cref="Dispose"/> has been called. Calling off throws <see cref="ObjectDisposedException"/> from then on.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>One that is called off when any of <paramref name="cancelables"/> is.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(Advanced(scheduler), cancelables);

    /// <summary>One that is called off when any of <paramref name="cancelables"/> is.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler, Array.ConvertAll(cancelables, static each => each.Token));

    /// <summary>One that is called off when any of <paramref name="cancellationTokens"/> is.</summary>
    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        CreateLinkedCancelable(Advanced(scheduler), cancellationTokens);

    /// <summary>One that is called off when any of <paramref name="cancellationTokens"/> is.</summary>
    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        new Cancelable(scheduler, CancellationTokenSource.CreateLinkedTokenSource(cancellationTokens));

    /// <inheritdoc/>
    public void Cancel() => _source.Cancel();

    /// <inheritdoc/>
    public void Cancel(bool throwOnFirstException) => _source.Cancel(throwOnFirstException);

    /// <inheritdoc/>
    public void CancelAfter(TimeSpan delay) => _scheduler.ScheduleOnce(delay, Cancel, this);

    /// <inheritdoc/>
    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    /// <summary>Lets go of the token's resources without calling off.</summary>
    public void Dispose()
    {
        _disposed = true;
        _source.Dispose();
    }

    private static IAdvancedScheduler Advanced(IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return scheduler.Advanced;
    }
}
