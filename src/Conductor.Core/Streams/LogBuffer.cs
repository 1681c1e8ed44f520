namespace Conductor.Core.Streams;

/// <summary>The bytes of a log: filled front to back, never moved, one writer. A part of its log, not to be copied.</summary>
internal struct LogBuffer()
{
    private const int SmallestSegment = 1024;

    // Below the large object heap's threshold, so that a finished log's bytes are reclaimed by an ordinary collection.
    private const int LargestSegment = 32 * 1024;

    private byte[] _segment = [];
    private int _used;

    /// <summary>Copies the bytes in and says where they are.</summary>
    public (byte[] Segment, int Offset) Add(ReadOnlySpan<byte> utf8)
    {
        if (_segment.Length - _used < utf8.Length)
        {
            var next = Math.Clamp(_segment.Length * 2, SmallestSegment, LargestSegment);
            _segment = new byte[Math.Max(next, utf8.Length)];
            _used = 0;
        }
        utf8.CopyTo(_segment.AsSpan(_used));
        var offset = _used;
        _used += utf8.Length;
        return (_segment, offset);
    }
}
