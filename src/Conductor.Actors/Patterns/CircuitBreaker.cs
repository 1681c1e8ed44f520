#pragma warning disable VSTHRD200 // WithCircuitBreaker is the name that Akka.NET users know
using Conductor.Actor;

namespace Conductor.Pattern;

/// <summary>Stops calling what keeps failing, and tries again after a pause. Safe for concurrent use.</summary>
/// <remarks>
/// Closed: calls pass; after <see cref="MaxFailures"/> failures in a row it opens. Open: calls fail at once with <see cref="OpenCircuitException"/>. When the
/// pause is over it is half open: one call is tried and the others fail at once; a success closes it, a failure opens it again, for longer if there
/// is an exponential back-off. A failure is whatever the call throws, or that it takes longer than <see cref="CallTimeout"/>. A call
/// counts only in the state that it began in.
/// </remarks>
public sealed partial class CircuitBreaker
{
    private static readonly TimeSpan LongestReset = TimeSpan.FromDays(24);

    private readonly List<Action>[] _callbacks = [[], [], []];

    /// <summary>A closed breaker whose pause is always the same.</summary>
    /// <param name="scheduler">Whose clock measures calls and pauses: <c>system.Scheduler</c>.</param>
    /// <param name="maxFailures">Failures in a row that open it; from 1.</param>
    /// <param name="callTimeout">The longest a call may take; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="resetTimeout">The pause before the next try; more than zero, up to 24 days.</param>
    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, resetTimeout, 1, 0)
    {
    }

    /// <summary>A closed breaker whose pause grows while tries fail. Factors count as written, fractions included; in Akka.NET they are cut to whole numbers.</summary>
    /// <inheritdoc cref="CircuitBreaker(IScheduler, int, TimeSpan, TimeSpan)"/>
    /// <param name="scheduler">Whose clock measures calls and pauses: <c>system.Scheduler</c>.</param>
    /// <param name="maxFailures">Failures in a row that open it; from 1.</param>
    /// <param name="callTimeout">The longest a call may take; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="resetTimeout">The first pause.</param>
    /// <param name="maxResetTimeout">What the pause does not exceed; up to 24 days.</param>
    /// <param name="exponentialBackoffFactor">What each failed try multiplies the pause by; from 1.</param>
    /// <param name="randomFactor">The share of the pause, from 0 to 1, of which a random part is added.</param>
    public CircuitBreaker(
        IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout,
        TimeSpan maxResetTimeout, double exponentialBackoffFactor, double randomFactor = 0)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFailures, 1);
        if (callTimeout != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(callTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(resetTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxResetTimeout, resetTimeout);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxResetTimeout, LongestReset);
        ArgumentOutOfRangeException.ThrowIfLessThan(exponentialBackoffFactor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(randomFactor, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(randomFactor, 1);
        (Scheduler, MaxFailures, CallTimeout, ResetTimeout, MaxResetTimeout) = (scheduler, maxFailures, callTimeout, resetTimeout, maxResetTimeout);
        (ExponentialBackoffFactor, RandomFactor, _nextReset) = (exponentialBackoffFactor, randomFactor, resetTimeout);
    }

    /// <summary>Whose clock measures calls and pauses.</summary>
    public IScheduler Scheduler { get; }

    /// <summary>Failures in a row that open the breaker.</summary>
    public int MaxFailures { get; }

    /// <summary>The longest a call may take.</summary>
    public TimeSpan CallTimeout { get; }

    /// <summary>The first pause.</summary>
    public TimeSpan ResetTimeout { get; }

    /// <summary>What the pause does not exceed, the random part left out.</summary>
    public TimeSpan MaxResetTimeout { get; }

    /// <summary>What each failed try multiplies the pause by.</summary>
    public double ExponentialBackoffFactor { get; }

    /// <summary>The share of the pause of which a random part is added.</summary>
    public double RandomFactor { get; }

    /// <summary>Failures in a row since it was closed.</summary>
    public long CurrentFailureCount => Interlocked.Read(ref _failures);

    /// <summary>What the last failed call threw; null after a success.</summary>
    public Exception? LastCaughtException { get; private set; }

    /// <summary>Whether calls pass.</summary>
    public bool IsClosed => _state == CircuitState.Closed;

    /// <summary>Whether calls fail at once.</summary>
    public bool IsOpen => _state == CircuitState.Open;

    /// <summary>Whether one call is tried.</summary>
    public bool IsHalfOpen => _state == CircuitState.HalfOpen;

    /// <summary>As the constructor.</summary>
    public static CircuitBreaker Create(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout) =>
        new(scheduler, maxFailures, callTimeout, resetTimeout);

    /// <summary>A new, closed breaker with the same settings, whose pause doubles with each failed try. Callbacks are not taken along.</summary>
    public CircuitBreaker WithExponentialBackoff(TimeSpan maxResetTimeout) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, maxResetTimeout, 2, RandomFactor);

    /// <summary>A new, closed breaker with the same settings and a random part of the pause. Callbacks are not taken along.</summary>
    public CircuitBreaker WithRandomFactor(double randomFactor) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, MaxResetTimeout, ExponentialBackoffFactor, randomFactor);

    /// <summary>Runs <paramref name="callback"/> on the pool each time the breaker opens.</summary>
    public CircuitBreaker OnOpen(Action callback) => On(CircuitState.Open, callback);

    /// <summary>Runs <paramref name="callback"/> on the pool each time the breaker becomes half open.</summary>
    public CircuitBreaker OnHalfOpen(Action callback) => On(CircuitState.HalfOpen, callback);

    /// <summary>Runs <paramref name="callback"/> on the pool each time the breaker closes.</summary>
    public CircuitBreaker OnClose(Action callback) => On(CircuitState.Closed, callback);

    /// <summary>Calls <paramref name="body"/> if the breaker lets it pass. A call over its time ends with <see cref="TimeoutException"/>, and its result is lost.</summary>
    public Task<T> WithCircuitBreaker<T>(Func<Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return WithCircuitBreaker(_ => body());
    }

    /// <summary>The same for a call without a result.</summary>
    public Task WithCircuitBreaker(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return WithCircuitBreaker(_ => body());
    }

    /// <summary>The same for a call without a result that is asked to end when it is over its time.</summary>
    public Task WithCircuitBreaker(Func<CancellationToken, Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return WithCircuitBreaker<Done>(async overdue =>
        {
            await body(overdue).ConfigureAwait(false);
            return Done.Instance;
        });
    }

    /// <summary>The same for a call that is asked to end when it is over its time.</summary>
    public async Task<T> WithCircuitBreaker<T>(Func<CancellationToken, Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var era = BeginCall();
        try
        {
            var result = await InTimeAsync(body).ConfigureAwait(false);
            EndCall(era, null);
            return result;
        }
        catch (Exception cause)
        {
            EndCall(era, cause);
            throw;
        }
    }

    /// <summary>Counts a success of a call that was made without the breaker.</summary>
    public void Succeed() => EndCall(Interlocked.Read(ref _era), null);

    /// <summary>Counts a failure of a call that was made without the breaker.</summary>
    public void Fail() => EndCall(Interlocked.Read(ref _era), new UserCalledFailException());

    private CircuitBreaker On(CircuitState state, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        lock (_gate) _callbacks[(int)state].Add(callback);
        return this;
    }
}
