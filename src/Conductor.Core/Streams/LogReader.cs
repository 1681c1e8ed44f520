namespace Conductor.Core.Streams;

/// <summary>
/// One reader's position in a <see cref="ResponseLog"/>. Reads every entry once, in order, without copying, and is last to see the
/// end. For one caller at a time; disposing is safe from any thread and lets the writer forget the reader.
/// </summary>
public sealed class LogReader : IDisposable
{
    // How much a reader takes before it tells the writer, at least: each telling is a fence.
    private const int ReportEvery = 16 * 1024;

    private readonly ResponseLog _log;
    private readonly long _after;
    private LogChunk _chunk;
    private long _position;
    private long _taken;
    private long _consumed;
    private Ending? _tooSlow;
    private bool _ended;
    private int _closed;

    internal LogReader(ResponseLog log, LogChunk first, long after, AsyncSignal signal) =>
        (_log, _chunk, _after, Signal, JoinedAt) = (log, first, after, signal, log.Bytes);

    /// <summary>Set whenever there may be something new.</summary>
    public AsyncSignal Signal { get; }

    /// <summary>What is worth a wake-up to this reader. May be changed while nobody waits.</summary>
    /// <value>Default <see cref="WakeFor.Everything"/>.</value>
    public WakeFor Wakes { get; set; }

    /// <summary>
    /// Whoever waits here only passes on what it reads and never blocks: while it is the only reader, it may run on the thread that the host's bytes came on, which
    /// spares each token a way through the thread pool.
    /// </summary>
    /// <value>Default false.</value>
    public bool RunsWithWriter { get; set; }

    /// <summary>The number of the entry that was read last; the one to resume after.</summary>
    public long Position => _position;

    /// <summary>The end was read, nothing follows.</summary>
    public bool HasEnded => _ended;

    /// <summary>Bytes that this reader has taken, as far as it has told.</summary>
    internal long ConsumedBytes => Volatile.Read(ref _consumed);

    /// <summary>Bytes of the log when this reader came: a reader that comes late is not behind because of that.</summary>
    internal long JoinedAt { get; }

    /// <summary>Reads the next entry if it is there.</summary>
    /// <returns>False when there is none yet, or none any more (<see cref="HasEnded"/>): then wait for <see cref="Signal"/>.</returns>
    public bool TryRead(out LogEntry entry)
    {
        if (_ended)
        {
            entry = default;
            return false;
        }
        if (Volatile.Read(ref _tooSlow) is { } tooSlow)
        {
            _ended = true;
            entry = new LogEntry(EntryKind.End, tooSlow);
            return true;
        }
        while (_position < _log.LastNumber)
        {
            ref readonly var next = ref Next();
            if (_position <= _after)
                continue;
            entry = next;
            if (_taken - _consumed >= ReportEvery)
                Report();
            return true;
        }
        Report();
        entry = default;
        return false;
    }

    /// <summary>Waits until there may be something to read. Spurious wake-ups are possible.</summary>
    public ValueTask WaitAsync() => Signal.WaitAsync();

    /// <summary>Leaves the log.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            _log.Close(this);
    }

    internal void EndAsTooSlow(int allowance)
    {
        var end = new Ending(StreamEnd.SurfaceTooSlow, $"This reader fell more than {allowance} bytes behind the answer. Resume after the last entry that you have.");
        Volatile.Write(ref _tooSlow, end);
        Signal.Set();
    }

    private void Report()
    {
        if (_taken == _consumed)
            return;
        Interlocked.Exchange(ref _consumed, _taken);
        _log.WakeWriter();
    }

    private ref readonly LogEntry Next()
    {
        // The next chunk is linked before its first entry is published, so it is there once the number says so.
        if (_position + 1 - _chunk.FirstNumber == _chunk.Entries.Length)
            _chunk = _chunk.Next!;
        ref readonly var entry = ref _chunk.Entries[_position + 1 - _chunk.FirstNumber];
        _position++;
        _taken += entry.Length;
        _ended = entry.Kind == EntryKind.End;
        return ref entry;
    }
}
