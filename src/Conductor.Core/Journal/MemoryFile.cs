namespace Conductor.Core.Journal;

/// <summary>A file in memory, in blocks, so that a long one does not have to be one long array.</summary>
internal sealed class MemoryFile : IJournalFile
{
    private const int BlockSize = 16 * 1024;

    // Protects the blocks: the journal's thread writes, readers copy out.
    private readonly Lock _gate = new();
    private readonly List<byte[]> _blocks = [];
    private long _length;

    public long Length
    {
        get
        {
            lock (_gate)
                return _length;
        }
    }

    public int Read(Span<byte> into, long offset)
    {
        lock (_gate)
        {
            var count = (int)Math.Clamp(_length - offset, 0, into.Length);
            for (var done = 0; done < count;)
            {
                var from = _blocks[(int)((offset + done) / BlockSize)].AsSpan((int)((offset + done) % BlockSize));
                var part = from[..Math.Min(from.Length, count - done)];
                part.CopyTo(into[done..]);
                done += part.Length;
            }
            return count;
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellationToken) => new(Read(into.Span, offset));

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            Resize(Math.Max(_length, offset + bytes.Length));
            while (bytes.Length > 0)
            {
                var into = _blocks[(int)(offset / BlockSize)].AsSpan((int)(offset % BlockSize));
                var part = bytes[..Math.Min(into.Length, bytes.Length)];
                part.CopyTo(into);
                bytes = bytes[part.Length..];
                offset += part.Length;
            }
        }
    }

    public void SetLength(long length)
    {
        lock (_gate)
            Resize(length);
    }

    public void Sync()
    {
    }

    public void Dispose()
    {
    }

    private void Resize(long length)
    {
        var blocks = (int)((length + BlockSize - 1) / BlockSize);
        while (_blocks.Count < blocks)
            _blocks.Add(new byte[BlockSize]);
        _blocks.RemoveRange(blocks, _blocks.Count - blocks);
        _length = length;
    }
}
