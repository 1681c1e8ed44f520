namespace Conductor.Event;

/// <summary>How much a log line matters.</summary>
public enum LogLevel
{
    /// <summary>For whoever looks for a mistake.</summary>
    DebugLevel,

    /// <summary>For whoever wants to know what goes on.</summary>
    InfoLevel,

    /// <summary>Something is not as it should be.</summary>
    WarningLevel,

    /// <summary>Something has failed.</summary>
    ErrorLevel,
}

/// <summary>A log line, as it is published on the event stream for those who subscribe to it.</summary>
public abstract class LogEvent
{
    private protected LogEvent(Exception? cause, string logSource, object message, DateTime timestamp) =>
        (Cause, LogSource, Message, Timestamp) = (cause, logSource, message, timestamp);

    /// <summary>The exception that is reported, if any.</summary>
    public Exception? Cause { get; }

    /// <summary>Who wrote it: the path of an actor, else a name.</summary>
    public string LogSource { get; }

    /// <summary>The text.</summary>
    public object Message { get; }

    /// <summary>When it was written, in UTC by the system's clock.</summary>
    public DateTime Timestamp { get; }

    /// <summary>How much it matters.</summary>
    public abstract LogLevel LogLevel();

    /// <inheritdoc/>
    public override string ToString() => $"[{LogLevel()}][{Timestamp:O}][{LogSource}] {Message}{(Cause is null ? "" : Environment.NewLine + Cause)}";
}

/// <summary>A log line at debug level.</summary>
public sealed class Debug : LogEvent
{
    internal Debug(Exception? cause, string logSource, object message, DateTime timestamp) : base(cause, logSource, message, timestamp)
    {
    }

    /// <inheritdoc/>
    public override LogLevel LogLevel() => Event.LogLevel.DebugLevel;
}

/// <summary>A log line at info level.</summary>
public sealed class Info : LogEvent
{
    internal Info(Exception? cause, string logSource, object message, DateTime timestamp) : base(cause, logSource, message, timestamp)
    {
    }

    /// <inheritdoc/>
    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}

/// <summary>A log line at warning level.</summary>
public sealed class Warning : LogEvent
{
    internal Warning(Exception? cause, string logSource, object message, DateTime timestamp) : base(cause, logSource, message, timestamp)
    {
    }

    /// <inheritdoc/>
    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;
}

/// <summary>A log line at error level.</summary>
public sealed class Error : LogEvent
{
    internal Error(Exception? cause, string logSource, object message, DateTime timestamp) : base(cause, logSource, message, timestamp)
    {
    }

    /// <inheritdoc/>
    public override LogLevel LogLevel() => Event.LogLevel.ErrorLevel;
}
