using Conductor.Actor;
using Microsoft.Extensions.Logging;

namespace Conductor.Event;

/// <summary>Writes log lines in an actor's name. Safe for concurrent use.</summary>
public interface ILoggingAdapter
{
    /// <summary>Whether debug lines go anywhere.</summary>
    bool IsDebugEnabled { get; }

    /// <summary>Whether info lines go anywhere.</summary>
    bool IsInfoEnabled { get; }

    /// <summary>Whether warnings go anywhere.</summary>
    bool IsWarningEnabled { get; }

    /// <summary>Whether errors go anywhere.</summary>
    bool IsErrorEnabled { get; }

    /// <summary>Whether lines of that level go anywhere.</summary>
    bool IsEnabled(LogLevel logLevel);

    /// <summary>Writes a line. Holes of the format, <c>{0}</c> or <c>{Name}</c>, are filled in order and kept as structured values.</summary>
    void Log(LogLevel logLevel, Exception? cause, string format, params object?[] args);
}

/// <summary>Makes logging adapters.</summary>
public static class Logging
{
    /// <summary>An adapter that writes in the name of the actor; its category is the actor's class.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new LoggerAdapter(context.System.LoggerFor(context.Props.Type.FullName!, context.Self.Path.ToString()));
    }

    /// <summary>An adapter that writes in the name of <paramref name="logSource"/>: a text, a type or an object.</summary>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSource)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(logSource);
        var name = logSource as string ?? (logSource as Type ?? logSource.GetType()).FullName!;
        return new LoggerAdapter(system.LoggerFor(name, name));
    }
}

/// <summary>The levels by name.</summary>
public static class LoggingExtensions
{
    /// <summary>Writes a debug line.</summary>
    public static void Debug(this ILoggingAdapter log, string format, params object?[] args) => log.Log(LogLevel.DebugLevel, null, format, args);

    /// <summary>Writes a debug line with an exception.</summary>
    public static void Debug(this ILoggingAdapter log, Exception cause, string format, params object?[] args) => log.Log(LogLevel.DebugLevel, cause, format, args);

    /// <summary>Writes an info line.</summary>
    public static void Info(this ILoggingAdapter log, string format, params object?[] args) => log.Log(LogLevel.InfoLevel, null, format, args);

    /// <summary>Writes an info line with an exception.</summary>
    public static void Info(this ILoggingAdapter log, Exception cause, string format, params object?[] args) => log.Log(LogLevel.InfoLevel, cause, format, args);

    /// <summary>Writes a warning.</summary>
    public static void Warning(this ILoggingAdapter log, string format, params object?[] args) => log.Log(LogLevel.WarningLevel, null, format, args);

    /// <summary>Writes a warning with an exception.</summary>
    public static void Warning(this ILoggingAdapter log, Exception cause, string format, params object?[] args) => log.Log(LogLevel.WarningLevel, cause, format, args);

    /// <summary>Writes an error.</summary>
    public static void Error(this ILoggingAdapter log, string format, params object?[] args) => log.Log(LogLevel.ErrorLevel, null, format, args);

    /// <summary>Writes an error with an exception.</summary>
    public static void Error(this ILoggingAdapter log, Exception cause, string format, params object?[] args) => log.Log(LogLevel.ErrorLevel, cause, format, args);
}

/// <summary>The adapter onto Microsoft.Extensions.Logging.</summary>
internal sealed class LoggerAdapter(ILogger logger) : ILoggingAdapter
{
    public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

    public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

    public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

    public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(Translate(logLevel));

    public void Log(LogLevel logLevel, Exception? cause, string format, params object?[] args)
    {
        var level = Translate(logLevel);
#pragma warning disable CA1848, CA2254 // the format is the caller's own, so there is nothing to generate a method from
        if (logger.IsEnabled(level)) logger.Log(level, cause, format, args);
#pragma warning restore CA1848, CA2254
    }

    private static Microsoft.Extensions.Logging.LogLevel Translate(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => Microsoft.Extensions.Logging.LogLevel.Debug,
        LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        _ => Microsoft.Extensions.Logging.LogLevel.Error,
    };
}
