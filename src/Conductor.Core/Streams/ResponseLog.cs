using Conductor.Core.Models;
using Conductor.Core.Tracing;

namespace Conductor.Core.Streams;

/// <summary>
/// One answer as it comes: append-only, one writer, any number of readers, each at its own position. Entries are numbered from 1; the
/// number is the resume offset on every transport.
/// </summary>
/// <remarks>
/// The writer's members (<see cref="Append(EntryKind, ReadOnlySpan{byte})"/>, <see cref="Complete"/>, <see cref="WaitForRoomAsync"/>)
/// are for one writer at a time; ownership passes between writers only through a mailbox or an await. All else is safe from any
/// thread. Nothing here locks: an entry is written, then its number is published, and readers read only what is published.
/// </remarks>
public sealed class ResponseLog
{
    private readonly ResponseLogOptions _options;
    // Small: a turn that waits has two or three entries, and there may be many of them.
    private readonly LogChunk _first = new(1, 3);
    // Made by whoever first waits or wakes.
    private AsyncSignal? _room;

    private LogBuffer _buffer = new();

    // Changed by compare-and-swap by whoever attaches or leaves; read by the writer at every append.
    private LogReader[] _readers = [];
    private LogChunk _last;
    private long _published;
    private long _bytes;
    private long _fastest;
    private long _nextLagCheck;
    private int _writerWaits;
    // Set by whoever wants to know, looked at by the writer at every entry; whoever takes the action out calls it.
    private long _mark = long.MaxValue;
    private Action? _reached;
    private bool _hasContent;

    /// <summary>Makes an empty log.</summary>
    /// <param name="options">Its bounds; the defaults where null.</param>
    public ResponseLog(ResponseLogOptions? options = null)
    {
        _options = options ?? ResponseLogOptions.Default;
        _last = _first;
        _nextLagCheck = _options.MaxLag;
    }

    /// <summary>The number of the newest entry; 0 before the first.</summary>
    public long LastNumber => Volatile.Read(ref _published);

    /// <summary>Bytes of all entries so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The end, once it is there; null while the answer goes on.</summary>
    public Ending? Ending { get; private set; }

    /// <summary>Follows what is written here, for whoever wants to know where the turn is; null for a log of no turn.</summary>
    internal TurnRecord? Record { get; set; }

    /// <summary>Readers at the moment.</summary>
    public int ReaderCount => ReadersNow().Length;

    /// <summary>Appends bytes that are valid UTF-8 and whole characters, and wakes the readers. Empty ones are ignored.</summary>
    /// <returns>False when the log is at <see cref="ResponseLogOptions.MaxBytes"/>: the entry was not taken.</returns>
    /// <exception cref="InvalidOperationException">The log has ended.</exception>
    public bool Append(EntryKind kind, ReadOnlySpan<byte> utf8)
    {
        var taken = AppendQuietly(kind, utf8);
        WakeReaders(WakeFor.Content);
        return taken;
    }

    /// <summary>
    /// As <see cref="Append(EntryKind, ReadOnlySpan{byte})"/> for a writer that has more at hand: readers that look see the entry, those
    /// that wait sleep on until <see cref="WakeReaders"/>. Waking somebody for every token would cost more than the token.
    /// </summary>
    internal bool AppendQuietly(EntryKind kind, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return true;
        if (_bytes + utf8.Length > _options.MaxBytes)
            return false;
        if (!_hasContent)
        {
            _hasContent = true;
            Record?.OnContent();
        }
        var (segment, offset) = _buffer.Add(utf8);
        Volatile.Write(ref _bytes, _bytes + utf8.Length);
        Publish(new LogEntry(kind, segment, offset, utf8.Length));
        return true;
    }

    /// <summary>Appends an entry that carries an object.</summary>
    /// <exception cref="InvalidOperationException">The log has ended.</exception>
    public void Append(EntryKind kind, object? payload)
    {
        Publish(new LogEntry(kind, payload));
        if (Record is { } record)
            Follow(record, kind, payload);
        // Counts come with an end behind them.
        WakeReaders(kind is EntryKind.Status or EntryKind.Usage ? WakeFor.Everything : WakeFor.Content);
    }

    /// <summary>Wakes the readers that wait.</summary>
    /// <param name="what">What there is to be read.</param>
    /// <param name="runHere">The caller is at the end of what it had to do, and in no actor: a single reader that may run here does.</param>
    internal void WakeReaders(WakeFor what = WakeFor.Content, bool runHere = false)
    {
        var readers = ReadersNow();
        foreach (var reader in readers)
            if (reader.Wakes <= what || _bytes - reader.ConsumedBytes > _options.HighWater / 4)
                reader.Signal.Set(runHere && readers.Length == 1 && reader.RunsWithWriter);
    }

    /// <summary>Appends the end. It is the last entry.</summary>
    /// <exception cref="InvalidOperationException">The log has ended already.</exception>
    public void Complete(Ending ending)
    {
        var entry = new LogEntry(EntryKind.End, ending);
        ThrowIfEnded();
        Ending = ending;
        PublishUnchecked(entry);
        Record?.On(ending);
        WakeReaders(WakeFor.End);
    }

    /// <summary>
    /// Whether the writer may go on: some reader is within <see cref="ResponseLogOptions.HighWater"/>, or nobody reads and the
    /// <see cref="ResponseLogOptions.DetachedAllowance"/> is not used up. Cheap enough to ask at every token.
    /// </summary>
    public bool HasRoom
    {
        get
        {
            // The fastest reader only ever gets further, so what was seen last is good until it is not enough.
            if (_bytes - _fastest <= _options.HighWater && ReadersNow().Length > 0)
                return true;
            return LookForRoom();
        }
    }

    /// <summary>Completes when <see cref="HasRoom"/>, or when <see cref="Nudge"/> is called. For the writer only.</summary>
    public ValueTask WaitForRoomAsync()
    {
        Interlocked.Exchange(ref _writerWaits, 1);
        // A reader that moved before it could see the flag has left room, which this second look finds.
        if (LookForRoom())
        {
            Volatile.Write(ref _writerWaits, 0);
            return default;
        }
        return Room().WaitAsync();
    }

    /// <summary>Wakes a writer that waits for room, to look at something else (its cancellation). Safe from any thread.</summary>
    public void Nudge() => Room().Set();

    /// <summary>Adds a reader that begins behind an entry.</summary>
    /// <param name="after">The number of the last entry that the reader has; 0 for all. A number that is not there yet waits for it.</param>
    /// <param name="signal">What to set when there is something new; the reader's own where null. One signal may serve many logs.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    public LogReader OpenReader(long after = 0, AsyncSignal? signal = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        var reader = new LogReader(this, _first, after, signal ?? new AsyncSignal());
        Replace(static (readers, added) => [.. readers, added], reader);
        reader.Signal.Set();
        return reader;
    }

    /// <summary>
    /// A reader for the writer itself, to see what is there already: it is not counted among the readers and holds nothing back. Need not
    /// be disposed of.
    /// </summary>
    internal LogReader Reread(long after = 0) => new(this, _first, after, new AsyncSignal());

    internal void Close(LogReader reader) => Replace(static (readers, gone) => Array.FindAll(readers, one => one != gone), reader);

    /// <summary>
    /// Calls once, on whatever thread, as soon as the entry with this number is there. A later call takes the place of an earlier one.
    /// Costs the writer a comparison.
    /// </summary>
    internal void NotifyAt(long number, Action reached)
    {
        Volatile.Write(ref _mark, long.MaxValue);
        Interlocked.Exchange(ref _reached, reached);
        Interlocked.Exchange(ref _mark, number);
        // An entry that came before the mark was there has not seen it.
        if (LastNumber >= number)
            Reached();
    }

    private void Reached()
    {
        Volatile.Write(ref _mark, long.MaxValue);
        Interlocked.Exchange(ref _reached, null)?.Invoke();
    }

    /// <summary>Called by a reader that has moved, after its position is visible to the writer.</summary>
    internal void WakeWriter()
    {
        if (Interlocked.CompareExchange(ref _writerWaits, 0, 1) == 1)
            Room().Set();
    }

    private void Follow(TurnRecord record, EntryKind kind, object? payload)
    {
        if (payload is TurnStatus status)
            record.On(status);
        else if (payload is ModelUsage usage)
            record.On(usage);
        else if (kind == EntryKind.Restarted)
            _hasContent = false;
    }

    private void Publish(in LogEntry entry)
    {
        ThrowIfEnded();
        PublishUnchecked(entry);
    }

    private void PublishUnchecked(in LogEntry entry)
    {
        var index = (int)(_published + 1 - _last.FirstNumber);
        if (index == _last.Entries.Length)
        {
            _last = _last.Grow();
            index = 0;
        }
        _last.Entries[index] = entry;
        // Everything above becomes visible before the number does.
        Volatile.Write(ref _published, _published + 1);
        if (_published >= Volatile.Read(ref _mark))
            Reached();
        if (_bytes >= _nextLagCheck)
            EndThoseTooFarBehind();
    }

    private bool LookForRoom()
    {
        var readers = ReadersNow();
        if (readers.Length == 0)
            return _bytes - _fastest <= _options.DetachedAllowance;
        foreach (var reader in readers)
            _fastest = Math.Max(_fastest, reader.ConsumedBytes);
        return _bytes - _fastest <= _options.HighWater;
    }

    private void EndThoseTooFarBehind()
    {
        // Looked at once per sixteenth of the allowance, not at every token.
        _nextLagCheck = _bytes + Math.Max(1, _options.MaxLag / 16);
        foreach (var reader in ReadersNow())
            if (_bytes - Math.Max(reader.ConsumedBytes, reader.JoinedAt) > _options.MaxLag)
                reader.EndAsTooSlow(_options.MaxLag);
    }

    private AsyncSignal Room() => Volatile.Read(ref _room) ?? Interlocked.CompareExchange(ref _room, new AsyncSignal(), null) ?? _room;

    private LogReader[] ReadersNow() => Volatile.Read(ref _readers);

    private void Replace(Func<LogReader[], LogReader, LogReader[]> change, LogReader reader)
    {
        var seen = ReadersNow();
        while (true)
        {
            var found = Interlocked.CompareExchange(ref _readers, change(seen, reader), seen);
            if (found == seen)
                break;
            seen = found;
        }
        // Whether there is room depends on who reads.
        WakeWriter();
    }

    private void ThrowIfEnded()
    {
        if (Ending is { } ending)
            throw new InvalidOperationException($"The log has ended already ({ending.End}).");
    }
}
