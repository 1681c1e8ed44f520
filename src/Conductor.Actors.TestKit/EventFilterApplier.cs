namespace Conductor.TestKit;

/// <summary>An expectation of events, which counts only what is published while its action runs and until the actors are at rest again.</summary>
/// <remarks>With a time-out, the clock is moved by that much at most until the events have come.</remarks>
public sealed class EventFilterApplier
{
    private readonly TestKitBase _kit;
    private readonly List<Type> _channels = [];
    private readonly string _what;
    private readonly Predicate<object> _isMatch;

    internal EventFilterApplier(TestKitBase kit, EventFilterApplier? other, Type channel, string what, Predicate<object> isMatch)
    {
        _kit = kit;
        if (other is not null) _channels.AddRange(other._channels);
        _channels.Add(channel);
        _what = other is null ? what : $"{other._what} or {what}";
        _isMatch = other is null ? isMatch : @event => other._isMatch(@event) || isMatch(@event);
    }

    /// <summary>Counts other events too: those that this filter accepts, and those that the next one does.</summary>
    public EventFilterFactory And => new(_kit, this);

    /// <summary>Expects one such event, no more and no less.</summary>
    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) => ExpectAsync(1, action, cancellationToken);

    /// <summary>Expects one such event, no more and no less.</summary>
    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => ExpectAsync(1, actionAsync, cancellationToken);

    /// <summary>Expects one such event, no more and no less.</summary>
    public Task ExpectOneAsync(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => ExpectAsync(1, timeout, action, cancellationToken);

    /// <summary>Expects one such event, no more and no less.</summary>
    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, actionAsync, cancellationToken);

    /// <summary>Expects so many such events, no more and no less; 0 for none at all.</summary>
    public Task ExpectAsync(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        ExpectWithinAsync(expectedCount, null, AsTask(action), cancellationToken);

    /// <summary>Expects so many such events, no more and no less; 0 for none at all.</summary>
    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectWithinAsync(expectedCount, null, actionAsync, cancellationToken);

    /// <summary>Expects so many such events, no more and no less; 0 for none at all.</summary>
    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        ExpectWithinAsync(expectedCount, timeout, AsTask(action), cancellationToken);

    /// <summary>Expects so many such events, no more and no less; 0 for none at all.</summary>
    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectWithinAsync(expectedCount, timeout, actionAsync, cancellationToken);

    private async Task ExpectWithinAsync(int expectedCount, TimeSpan? timeout, Func<Task> actionAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actionAsync);
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedCount, 0);
        var probe = _kit.CreateTestProbe();
        foreach (var channel in _channels)
            _kit.Sys.EventStream.Subscribe(probe.Ref, channel);
        try
        {
            await actionAsync().ConfigureAwait(false);
            await CountAsync(probe, expectedCount, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _kit.Sys.EventStream.Unsubscribe(probe.Ref);
            _kit.Sys.Stop(probe.Ref);
        }
    }

    private async Task CountAsync(TestProbe probe, int expectedCount, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var end = _kit.Time.Elapsed + timeout;
        for (var number = 1; number <= expectedCount; number++)
        {
            var hint = $"{_what}, number {number} of {expectedCount}";
            await probe.FishForMessageAsync<object>(_isMatch, end - _kit.Time.Elapsed, hint, cancellationToken).ConfigureAwait(false);
        }
        await _kit.SettleAsync(cancellationToken).ConfigureAwait(false);
        var seen = expectedCount;
        while (probe.HasMessages)
            if (_isMatch(await probe.ReceiveOneAsync(cancellationToken).ConfigureAwait(false))) seen++;
        if (seen > expectedCount) throw new ExpectationException($"There were {seen} {_what}, not {expectedCount}; the last was {probe.LastMessage}.");
    }

    private static Func<Task> AsTask(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return () =>
        {
            action();
            return Task.CompletedTask;
        };
    }
}
