using System.Text.RegularExpressions;
using Conductor.Event;

namespace Conductor.TestKit;

/// <summary>Begins an expectation of what is published on the event stream: log lines, dead letters, anything.</summary>
/// <remarks>
/// Of a text, <c>message</c> is the whole, <c>start</c> its beginning and <c>contains</c> a part; a <c>pattern</c> is looked for anywhere in it; <c>source</c> is the
/// path of the actor that wrote it, or the end of that path. What is null matches everything. Log lines are those of the kernel and of loggers made with
/// <c>GetLogger</c>.
/// </remarks>
public sealed class EventFilterFactory
{
    private readonly TestKitBase _kit;
    private readonly EventFilterApplier? _other;

    internal EventFilterFactory(TestKitBase kit, EventFilterApplier? other = null) => (_kit, _other) = (kit, other);

    /// <summary>Debug lines.</summary>
    public EventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Debug>(message, start, contains, source);

    /// <summary>Debug lines.</summary>
    public EventFilterApplier Debug(Regex pattern, string? source = null) => Line<Debug>(pattern, source);

    /// <summary>Info lines.</summary>
    public EventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Info>(message, start, contains, source);

    /// <summary>Info lines.</summary>
    public EventFilterApplier Info(Regex pattern, string? source = null) => Line<Info>(pattern, source);

    /// <summary>Warnings.</summary>
    public EventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Warning>(message, start, contains, source);

    /// <summary>Warnings.</summary>
    public EventFilterApplier Warning(Regex pattern, string? source = null) => Line<Warning>(pattern, source);

    /// <summary>Errors.</summary>
    public EventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Line<Error>(message, start, contains, source);

    /// <summary>Errors.</summary>
    public EventFilterApplier Error(Regex pattern, string? source = null) => Line<Error>(pattern, source);

    /// <summary>Errors that report a <typeparamref name="TException"/>; <paramref name="message"/> and its like are of the exception's own text.</summary>
    public EventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception =>
        Exception<TException>(text => Matches(text, message, start, contains), source);

    /// <summary>Errors that report a <typeparamref name="TException"/> in whose own text the pattern is found.</summary>
    public EventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Exception<TException>(pattern.IsMatch, source);
    }

    /// <summary>Dead letters whose message is a <typeparamref name="TMessage"/> that <paramref name="isMatch"/>, if given, accepts.</summary>
    public EventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool>? isMatch = null) =>
        For<DeadLetter>($"dead letters with a {typeof(TMessage).Name}", letter => letter.Message is TMessage message && isMatch?.Invoke(message) != false);

    /// <summary>Dead letters.</summary>
    public EventFilterApplier DeadLetter() => DeadLetter<object>();

    /// <summary>Whatever is published as a <typeparamref name="TEvent"/> and that <paramref name="predicate"/> accepts.</summary>
    public EventFilterApplier Custom<TEvent>(Predicate<TEvent> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return For($"{typeof(TEvent).Name} events that the predicate accepts", predicate);
    }

    private EventFilterApplier Exception<TException>(Predicate<string> isMatch, string? source)
        where TException : Exception =>
        For<Error>($"errors with a {typeof(TException).Name}", error => error.Cause is TException cause && isMatch(cause.Message) && IsFrom(error.LogSource, source));

    private EventFilterApplier Line<TEvent>(string? message, string? start, string? contains, string? source)
        where TEvent : LogEvent =>
        For<TEvent>($"{typeof(TEvent).Name} lines with '{message ?? start ?? contains ?? "anything"}'", line =>
            Matches($"{line.Message}", message, start, contains) && IsFrom(line.LogSource, source));

    private EventFilterApplier Line<TEvent>(Regex pattern, string? source)
        where TEvent : LogEvent
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return For<TEvent>($"{typeof(TEvent).Name} lines with '{pattern}'", line => pattern.IsMatch($"{line.Message}") && IsFrom(line.LogSource, source));
    }

    private EventFilterApplier For<TEvent>(string what, Predicate<TEvent> isMatch) =>
        new(_kit, _other, typeof(TEvent), what, @event => @event is TEvent typed && isMatch(typed));

    private static bool Matches(string text, string? whole, string? start, string? part) =>
        (whole is null || text == whole)
        && (start is null || text.StartsWith(start, StringComparison.Ordinal))
        && (part is null || text.Contains(part, StringComparison.Ordinal));

    private static bool IsFrom(string writer, string? source) => source is null || writer.EndsWith(source, StringComparison.Ordinal);
}
