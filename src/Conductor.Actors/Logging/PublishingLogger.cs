using Conductor.Actor;
using Microsoft.Extensions.Logging;
using MsLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Conductor.Event;

/// <summary>Writes to the host's logger, and publishes the line as a <see cref="LogEvent"/> when somebody has subscribed to it.</summary>
internal sealed class PublishingLogger(ActorSystem system, ILogger inner, string source) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(MsLevel logLevel) => IsWanted(logLevel) || (logLevel != MsLevel.None && system.EventStream.HasSubscribers(EventOf(logLevel)));

    public void Log<TState>(MsLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception broken)
        {
            // A broken log must not break an actor, nor the kernel under it; whoever listens to the stream is told.
            system.EventStream.Publish(new Error(broken, source, "The host's logger threw.", system.TimeProvider.GetUtcNow().UtcDateTime));
        }
        if (!system.EventStream.HasSubscribers(EventOf(logLevel))) return;
        var (text, now) = (TextOf(state, exception, formatter), system.TimeProvider.GetUtcNow().UtcDateTime);
        system.EventStream.Publish(logLevel switch
        {
            <= MsLevel.Debug => new Debug(exception, source, text, now),
            MsLevel.Information => new Info(exception, source, text, now),
            MsLevel.Warning => new Warning(exception, source, text, now),
            _ => new Error(exception, source, text, now),
        });
    }

    private bool IsWanted(MsLevel level)
    {
        try
        {
            return inner.IsEnabled(level);
        }
        catch (Exception)
        {
            // Broken, which is told where a line is written.
            return true;
        }
    }

    private static string TextOf<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            return formatter(state, exception);
        }
        catch (Exception wrong)
        {
            // More holes than values, as a rule: no reason for an actor to fail where somebody listens, and not elsewhere.
            // The last of the values is the format, by the convention of all who make them.
            var format = state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values ? values[values.Count - 1].Value : null;
            return $"{format} (which could not be filled in: {wrong.Message})";
        }
    }

    private static Type EventOf(MsLevel level) => level switch
    {
        <= MsLevel.Debug => typeof(Debug),
        MsLevel.Information => typeof(Info),
        MsLevel.Warning => typeof(Warning),
        _ => typeof(Error),
    };
}
