using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;

namespace Conductor.Cli.Logging;

/// <summary>
/// Hands events to a writer beside whoever logs: a full disk or a terminal that is held stops the log, not an actor. What comes while
/// 10,000 events wait is dropped and counted.
/// </summary>
internal sealed class BackgroundSink : ILogEventSink, IAsyncDisposable
{
    private const int MostWaiting = 10_000;

    private readonly Logger _writer;
    private readonly Channel<LogEvent> _events = Channel.CreateBounded<LogEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Task _writing;
    private long _dropped;

    public BackgroundSink(Logger writer)
    {
        _writer = writer;
        _writing = WriteAsync();
    }

    public void Emit(LogEvent logEvent)
    {
        if (!_events.Writer.TryWrite(logEvent))
            Interlocked.Increment(ref _dropped);
    }

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _writing;
        await _writer.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        await foreach (var one in _events.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (Interlocked.Exchange(ref _dropped, 0) is var dropped and > 0)
                _writer.Warning("{Count} events were not logged: they came faster than they could be written", dropped);
            _writer.Write(one);
        }
    }
}
