using Conductor.Event;

namespace Conductor.TestKit;

/// <summary>Begins an expectation of what is published on the event stream: log lines, dead letters, anything.</summary>
/// <remarks>
/// Of a text, <c>message</c> is the whole, <c>start</c> its beginning and <c>contains</c> a part; <c>source</c> is the path of the actor that wrote it, or
/// the end of that path. What is null matches everything. Log lines are those of the kernel and of loggers made with <c>GetLogger</c>.
/// </remarks>
public sealed class EventFilterFactory
{
    private readonly TestKitBase _kit;

    internal EventFilterFactory(TestKitBase kit) => _kit = kit;

    /// <summary>Debug lines.</summary>
    public EventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Debug>(message, start, contains, source);

    /// <summary>Info lines.</summary>
    public EventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Info>(message, start, contains, source);

    /// <summary>Warnings.</summary>
    public EventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Warning>(message, start, contains, source);

    /// <summary>Errors.</summary>
    public EventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Error>(message, start, contains, source);

    /// <summary>Errors that report a <typeparamref name="TException"/>; <paramref name="message"/> and its like are of the exception's own text.</summary>
    public EventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception =>
        new(_kit, typeof(Error), $"errors with a {typeof(TException).Name}", @event =>
            @event is Error { Cause: TException cause } error && Matches(cause.Message, message, start, contains) && IsFrom(error.LogSource, source));

    /// <summary>Dead letters whose message is a <typeparamref name="TMessage"/> that <paramref name="isMatch"/>, if given, accepts.</summary>
    public EventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool>? isMatch = null) =>
        new(_kit, typeof(DeadLetter), $"dead letters with a {typeof(TMessage).Name}", @event =>
            @event is DeadLetter { Message: TMessage message } && isMatch?.Invoke(message) != false);

    /// <summary>Dead letters.</summary>
    public EventFilterApplier DeadLetter() => DeadLetter<object>();

    /// <summary>Whatever is published as a <typeparamref name="TEvent"/> and that <paramref name="predicate"/> accepts.</summary>
    public EventFilterApplier Custom<TEvent>(Predicate<TEvent> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new EventFilterApplier(_kit, typeof(TEvent), $"{typeof(TEvent).Name} events that the predicate accepts", @event => @event is TEvent typed && predicate(typed));
    }

    private EventFilterApplier Line<TEvent>(string? message, string? start, string? contains, string? source)
        where TEvent : LogEvent =>
        new(_kit, typeof(TEvent), $"{typeof(TEvent).Name} lines with '{message ?? start ?? contains ?? "anything"}'", @event =>
            @event is LogEvent line && Matches($"{line.Message}", message, start, contains) && IsFrom(line.LogSource, source));

    private static bool Matches(string text, string? whole, string? start, string? part) =>
        (whole is null || text == whole)
        && (start is null || text.StartsWith(start, StringComparison.Ordinal))
        && (part is null || text.Contains(part, StringComparison.Ordinal));

    private static bool IsFrom(string writer, string? source) => source is null || writer.EndsWith(source, StringComparison.Ordinal);
}

/// <summary>An expectation of events, which counts only what is published while its action runs and until the actors are at rest again.</summary>
public sealed class EventFilterApplier
{
    private readonly TestKitBase _kit;
    private readonly Type _channel;
    private readonly string _what;
    private readonly Func<object, bool> _isMatch;

    internal EventFilterApplier(TestKitBase kit, Type channel, string what, Func<object, bool> isMatch) =>
        (_kit, _channel, _what, _isMatch) = (kit, channel, what, isMatch);

    /// <summary>Expects one such event, no more and no less.</summary>
    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) => ExpectAsync(1, action, cancellationToken);

    /// <summary>Expects one such event, no more and no less.</summary>
    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => ExpectAsync(1, actionAsync, cancellationToken);

    /// <summary>Expects so many such events, no more and no less; 0 for none at all.</summary>
    public Task ExpectAsync(int expectedCount, Action action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return ExpectAsync(expectedCount, () =>
        {
            action();
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>Expects so many such events, no more and no less; 0 for none at all.</summary>
    public async Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actionAsync);
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedCount, 0);
        var probe = _kit.CreateTestProbe();
        _kit.Sys.EventStream.Subscribe(probe.Ref, _channel);
        try
        {
            await actionAsync().ConfigureAwait(false);
            var seen = 0;
            for (; seen < expectedCount; seen++)
                await probe.FishForMessageAsync<object>(@event => _isMatch(@event), null, $"{_what}, number {seen + 1} of {expectedCount}", cancellationToken).ConfigureAwait(false);
            await _kit.SettleAsync(cancellationToken).ConfigureAwait(false);
            while (probe.HasMessages)
                if (_isMatch(await probe.ReceiveOneAsync(cancellationToken).ConfigureAwait(false))) seen++;
            if (seen > expectedCount) throw new ExpectationException($"There were {seen} {_what}, not {expectedCount}; the last was {probe.LastMessage}.");
        }
        finally
        {
            _kit.Sys.EventStream.Unsubscribe(probe.Ref);
            _kit.Sys.Stop(probe.Ref);
        }
    }
}
