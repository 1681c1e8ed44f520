using Conductor.Cli.Terminal;
using Microsoft.Extensions.Logging;

namespace Conductor.Cli.Keeping;

/// <summary>For a command that opens the journal itself: what is lost or broken in it is said on standard error, and nothing else. Safe for concurrent callers.</summary>
internal sealed class ErrorsOnly : ILoggerFactory, ILogger
{
    // Guards what was said: the journal reads a conversation more than once, and says each time what it has found.
    private readonly Lock _gate = new();
    private readonly HashSet<string> _said = [];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var words = formatter(state, exception);
        lock (_gate)
            if (IsEnabled(logLevel) && _said.Add(words))
                _ = Complaint.SayAsync($"{words}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
