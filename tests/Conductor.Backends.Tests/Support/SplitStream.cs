namespace Conductor.Backends.Tests.Support;

/// <summary>Bytes that arrive in pieces of given sizes, each read bringing at most one piece; the last size repeats.</summary>
internal sealed class SplitStream(byte[] bytes, IReadOnlyList<int> sizes, Exception? breakWith = null) : Stream
{
    private int _position;
    private int _reads;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == bytes.Length && breakWith is not null)
            return ValueTask.FromException<int>(breakWith);
        var size = sizes.Count == 0 ? int.MaxValue : Math.Max(1, sizes[Math.Min(_reads++, sizes.Count - 1)]);
        var count = Math.Min(Math.Min(size, bytes.Length - _position), buffer.Length);
        bytes.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
