using Conductor.Actor;

namespace Conductor.TestKit;

/// <summary>What a test can expect of a probe: of one that it has made, or, in a test class itself, of <see cref="TestKitBase.TestActor"/>.</summary>
/// <remarks>
/// An expectation waits for evidence, and gives up with <see cref="ExpectationException"/> after <see cref="TestKitBase.Patience"/> of real time, which a passing test
/// never reaches. A duration is always the system's own time: the expectation moves the clock from timer to timer until the message has come, by
/// that much at most. For one test method at a time.
/// </remarks>
public abstract partial class Expectations
{
    // Up to here the innermost WithinAsync lets expectations without a duration move the clock.
    private TimeSpan? _until;

    private protected Expectations()
    {
    }

    /// <summary>The message that was expected last; null before the first.</summary>
    public object? LastMessage => Probe.Queue.Last?.Message;

    /// <summary>Who sent the message that was expected last; the dead letters when nobody did.</summary>
    public IActorRef LastSender => Probe.Queue.Last?.Sender ?? Kit.Sys.DeadLetters;

    /// <summary>Whether messages are waiting to be expected.</summary>
    public bool HasMessages => Probe.Queue.HasMessages;

    /// <summary>What is left of the time of the innermost <see cref="WithinAsync(TimeSpan, Func{Task})"/>; null outside of it.</summary>
    public TimeSpan? Remaining => _until is { } end ? end - Kit.Time.Elapsed : null;

    private protected abstract TestKitBase Kit { get; }

    private protected abstract TestProbe Probe { get; }

    /// <summary>Makes the probe watch an actor.</summary>
    public IActorRef Watch(IActorRef actorToWatch) => Probe.Queue.Order(context => context.Watch(actorToWatch), actorToWatch);

    /// <summary>Takes a watch back.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch) => Probe.Queue.Order(context => context.Unwatch(actorToUnwatch), actorToUnwatch);

    /// <summary>Runs a block that must take at most <paramref name="max"/> of the system's time; expectations in it may move the clock so far.</summary>
    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync) => WithinAsync(TimeSpan.Zero, max, actionAsync);

    /// <summary>Runs a block that must take at least <paramref name="min"/> and at most <paramref name="max"/> of the system's time.</summary>
    public Task WithinAsync(TimeSpan min, TimeSpan max, Func<Task> actionAsync)
    {
        ArgumentNullException.ThrowIfNull(actionAsync);
        return WithinAsync(min, max, async () =>
        {
            await actionAsync().ConfigureAwait(false);
            return true;
        });
    }

    /// <summary>The same for a block with a result.</summary>
    public Task<T> WithinAsync<T>(TimeSpan max, Func<Task<T>> function) => WithinAsync(TimeSpan.Zero, max, function);

    /// <summary>The same for a block with a result.</summary>
    public async Task<T> WithinAsync<T>(TimeSpan min, TimeSpan max, Func<Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        var (before, start) = (_until, Kit.Time.Elapsed);
        _until = before is { } outer && outer < start + max ? outer : start + max;
        try
        {
            var result = await function().ConfigureAwait(false);
            var taken = Kit.Time.Elapsed - start;
            if (taken < min) throw new ExpectationException($"The block took {taken}, less than {min}.");
            if (taken > max) throw new ExpectationException($"The block took {taken}, more than {max}.");
            return result;
        }
        finally
        {
            _until = before;
        }
    }

    /// <summary>Until when the clock may be moved; null when it must stand still.</summary>
    private TimeSpan? EndOf(TimeSpan? duration)
    {
        if (duration is { } wanted) ArgumentOutOfRangeException.ThrowIfLessThan(wanted, TimeSpan.Zero, nameof(duration));
        return duration is null ? _until : Kit.Time.Elapsed + duration;
    }
}

/// <summary>An expectation of a test was not met.</summary>
public sealed class ExpectationException(string message, Exception? innerException = null) : Exception(message, innerException);
