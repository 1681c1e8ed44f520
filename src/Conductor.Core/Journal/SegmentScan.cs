namespace Conductor.Core.Journal;

/// <summary>Reads a segment's records one after the other, and finds the next one behind a damaged place. For the journal's own thread.</summary>
internal sealed class SegmentScan(Segment segment, long from)
{
    private const int Window = 256 * 1024;

    private byte[] _buffer = new byte[Window];
    private long _bufferAt = from;
    private int _buffered;
    private long _at = from;

    /// <summary>Where the record that was read last begins; after the end, where the last one ended.</summary>
    public long At { get; private set; } = from;

    /// <summary>What was passed over to get there: from, to; empty when nothing was.</summary>
    public (long From, long To) Skipped { get; private set; }

    /// <summary>Reads the next valid record; what comes before it that is none is in <see cref="Skipped"/>.</summary>
    /// <returns>False when there is none any more; what is left is then in <see cref="Skipped"/>.</returns>
    public bool TryNext(out ReadOnlySpan<byte> record)
    {
        Skipped = default;
        var begun = _at;
        // A damaged record's length is most likely right; if it is not, the next one can be anywhere.
        if (IsRecord(_at, out record) || (LengthAt(_at) is > 0 and var length && IsRecord(_at + length, out record)) || TryAnywhere(_at + 1, out record))
        {
            Skipped = At > begun ? (begun, At) : default;
            _at = At + record.Length;
            return true;
        }
        At = begun;
        Skipped = begun < segment.Length ? (begun, segment.Length) : default;
        return false;
    }

    private bool TryAnywhere(long place, out ReadOnlySpan<byte> record)
    {
        for (; place + RecordHeader.Size <= segment.Length; place++)
            if (IsRecord(place, out record))
                return true;
        record = default;
        return false;
    }

    private bool IsRecord(long place, out ReadOnlySpan<byte> record)
    {
        record = default;
        var length = LengthAt(place);
        if (length == 0 || place + length > segment.Length || !TryBuffer(place, length, out var whole) || !RecordHeader.IsValid(whole, segment.Salt, place))
            return false;
        At = place;
        record = whole;
        return true;
    }

    private int LengthAt(long place) => TryBuffer(place, sizeof(uint), out var front) ? RecordHeader.ClaimedLength(front) : 0;

    private bool TryBuffer(long place, int length, out ReadOnlySpan<byte> bytes)
    {
        if (place < _bufferAt || place + length > _bufferAt + _buffered)
        {
            if (_buffer.Length < length)
                _buffer = new byte[length];
            (_bufferAt, _buffered) = (place, segment.File.Read(_buffer, place));
        }
        var there = _bufferAt + _buffered - place >= length;
        bytes = there ? _buffer.AsSpan((int)(place - _bufferAt), length) : default;
        return there;
    }
}
