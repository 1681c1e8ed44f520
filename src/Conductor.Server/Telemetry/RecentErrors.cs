using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Server.Telemetry;

/// <summary>
/// Keeps the last warnings and errors of the log, so that the status can show what went wrong to somebody who has no log at hand. What is logged
/// at these levels holds no words of a prompt or an answer. Safe for concurrent callers.
/// </summary>
internal sealed class RecentErrors(TimeProvider time) : ILoggerProvider
{
    /// <summary>How many are kept; the oldest make way.</summary>
    public const int Most = 20;

    private const int LongestText = 2000;

    // ASP.NET makes an activity for each request as soon as anybody listens here, and has nothing to say that an operator acts on.
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private readonly TimeProvider _time = time;

    // Protects the errors; held for a few assignments, and only when something went wrong or somebody looks.
    private readonly Lock _gate = new();
    private readonly Queue<RecentError> _errors = new();

    /// <summary>The last ones, the oldest first.</summary>
    public IReadOnlyList<RecentError> Now
    {
        get
        {
            lock (_gate)
                return [.. _errors];
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName == RequestLog ? NullLogger.Instance : new Listener(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(RecentError error)
    {
        lock (_gate)
        {
            while (_errors.Count >= Most)
                _errors.Dequeue();
            _errors.Enqueue(error);
        }
    }

    // What an event concerns: all that are about a host name it so.
    private static string? HostIn<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values ? values.FirstOrDefault(value => value.Key == "Host").Value as string : null;

    private sealed class Listener(RecentErrors errors, string area) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var text = exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}";
            errors.Add(new RecentError(errors._time.GetUtcNow(), logLevel, eventId.Id, area, text.Length > LongestText ? text[..LongestText] : text) { Host = HostIn(state) });
        }
    }
}

/// <summary>A warning or an error of the log.</summary>
/// <param name="At">When it was logged.</param>
/// <param name="Level">Warning, Error or Critical.</param>
/// <param name="Event">Its number; 0 for none.</param>
/// <param name="Area">Who logged it.</param>
/// <param name="Text">What it says.</param>
internal sealed record RecentError(DateTimeOffset At, LogLevel Level, int Event, string Area, string Text)
{
    /// <summary>The host that it is about; null where it is about none.</summary>
    public string? Host { get; init; }
}
