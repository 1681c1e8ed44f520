namespace Conductor.Core.Journal;

/// <summary>
/// The end of the journal, where it grows: puts records behind the last one and makes them durable, all of a batch or none. For the
/// journal's own thread.
/// </summary>
internal sealed class JournalTail(IJournalDisk disk, JournalIndex index, Lock gate, long run, uint lastSegment, long segmentSize)
{
    private Segment? _current;
    private byte[] _batch = new byte[64 * 1024];
    private int _batchLength;
    private bool _isSuspect;
    private uint _lastId = lastSegment;

    /// <summary>Up to where the journal is durable.</summary>
    public RecordPlace End => index.Segments.Values.LastOrDefault() is { } last ? new RecordPlace(last.Id, (uint)last.Length) : default;

    /// <summary>The segment that grows; null before the first record of this run.</summary>
    public Segment? Current => _current;

    /// <summary>Makes room for a batch: begins a new segment where the current one is full, or where a failure has left it in doubt.</summary>
    public void Begin(long length)
    {
        _batchLength = 0;
        if (_current is not null && !_isSuspect && (_current.Length + length <= segmentSize || _current.Length == Segment.HeaderSize))
            return;
        var previous = index.Segments.Values.LastOrDefault();
        var next = Segment.Create(disk, _lastId + 1, run, previous);
        (_current, _lastId, _isSuspect) = (next, next.Id, false);
        lock (gate)
            index.Segments[next.Id] = next;
    }

    /// <summary>Adds a record to the batch: its bytes with the header's space in front.</summary>
    /// <returns>Where it will be.</returns>
    public RecordPlace Add(in RecordHeader header, ReadOnlySpan<byte> bytes)
    {
        if (_batch.Length < _batchLength + bytes.Length)
            Array.Resize(ref _batch, Math.Max(_batch.Length * 2, _batchLength + bytes.Length));
        var record = _batch.AsSpan(_batchLength, bytes.Length);
        bytes.CopyTo(record);
        var offset = _current!.Length + _batchLength;
        (header with { Durable = _current.Length }).Write(record, _current.Salt, offset);
        _batchLength += bytes.Length;
        return new RecordPlace(_current.Id, (uint)offset);
    }

    /// <summary>Writes the batch, and returns once it is durable.</summary>
    /// <exception cref="IOException">It is not: nothing of it counts.</exception>
    public void Commit()
    {
        var current = _current!;
        try
        {
            current.File.Write(_batch.AsSpan(0, _batchLength), current.Length);
            current.File.Sync();
        }
        catch
        {
            TakeBack(current);
            throw;
        }
        lock (gate)
            current.Length += _batchLength;
        const int keep = 4 * 1024 * 1024;
        if (_batch.Length > keep)
            _batch = new byte[64 * 1024];
    }

    // After a failed fsync nobody knows what is on the disk: this file is left as it was durable last, and the next one says so.
    private void TakeBack(Segment current)
    {
        try
        {
            current.File.SetLength(current.Length);
            current.File.Sync();
        }
        catch (IOException)
        {
            _isSuspect = true;
        }
    }
}
