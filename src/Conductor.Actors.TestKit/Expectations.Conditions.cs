namespace Conductor.TestKit;

/// <summary>What no message tells: conditions and assertions that are looked at again until they hold.</summary>
/// <remarks>
/// They are looked at whenever the actors have come to rest, first at once. With a duration the clock then moves on to the next timer, or by the interval
/// where that is sooner, until it has moved by the duration.
/// </remarks>
public abstract partial class Expectations
{
    /// <summary>Calls <paramref name="conditionIsFulfilled"/> until it is true.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, interval: null, null, cancellationToken);

    /// <summary>Calls <paramref name="conditionIsFulfilled"/> until it is true.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, interval: null, null, cancellationToken);

    /// <summary>Calls <paramref name="conditionIsFulfilled"/> until it is true.</summary>
    /// <param name="conditionIsFulfilled">Looks.</param>
    /// <param name="max">The clock moves by that much at most; null to leave it alone.</param>
    /// <param name="interval">The clock moves by that much at most between two looks; null for from timer to timer.</param>
    /// <param name="message">What is said when it never was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditionIsFulfilled);
        return AwaitConditionAsync(() => Task.FromResult(conditionIsFulfilled()), max, interval, message, cancellationToken);
    }

    /// <summary>Calls <paramref name="conditionIsFulfilled"/> until it is true.</summary>
    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditionIsFulfilled);
        return AwaitAssertAsync(async () =>
        {
            if (!await conditionIsFulfilled().ConfigureAwait(false)) throw new ExpectationException(message ?? "The condition was never fulfilled.");
        }, max, interval, cancellationToken);
    }

    /// <summary>Calls <paramref name="assertion"/> until it does not throw.</summary>
    public Task AwaitAssertAsync(Action assertion, CancellationToken cancellationToken = default) => AwaitAssertAsync(assertion, null, null, cancellationToken);

    /// <summary>Calls <paramref name="assertion"/> until it does not throw, and moves the clock by <paramref name="duration"/> at most.</summary>
    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(assertion, duration, null, cancellationToken);

    /// <summary>The same, and moves the clock by <paramref name="interval"/> at most between two calls.</summary>
    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration, TimeSpan? interval, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        return AwaitAssertAsync(() =>
        {
            assertion();
            return Task.CompletedTask;
        }, duration, interval, cancellationToken);
    }

    /// <summary>Calls <paramref name="assertion"/> until it does not throw, and moves the clock by <paramref name="duration"/> at most.</summary>
    public Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(assertion, duration, null, cancellationToken);

    /// <summary>The same, and moves the clock by <paramref name="interval"/> at most between two calls.</summary>
    public async Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration, TimeSpan? interval, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        if (interval is { } step) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero, nameof(interval));
        var (end, start) = (EndOf(duration), TimeProvider.System.GetTimestamp());
        while (true)
        {
            await Kit.SettleAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await assertion().ConfigureAwait(false);
                return;
            }
            catch (Exception) when (Kit.CanAdvance(end) || TimeProvider.System.GetElapsedTime(start) < Kit.Patience)
            {
                if (await Kit.TryAdvanceAsync(Sooner(end, interval), cancellationToken).ConfigureAwait(false)) continue;
                // What is done outside of actors can only be looked at again.
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan? Sooner(TimeSpan? end, TimeSpan? interval) => end is { } last && interval is { } step && Kit.Time.Elapsed + step < last ? Kit.Time.Elapsed + step : end;
}
