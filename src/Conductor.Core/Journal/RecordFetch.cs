namespace Conductor.Core.Journal;

/// <summary>Fetches the bytes of one record, valid or not.</summary>
internal static class RecordFetch
{
    // Most records are shorter: one read finds them.
    private const int FirstRead = 4096;

    /// <summary>For any thread.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Segment segment, long offset, CancellationToken cancellationToken)
    {
        var bytes = new byte[FirstRead];
        var read = await segment.File.ReadAsync(bytes, offset, cancellationToken).ConfigureAwait(false);
        var length = LengthIn(bytes.AsSpan(0, read), segment, offset);
        if (length <= read)
            return bytes.AsMemory(0, length);
        bytes = new byte[length];
        var whole = await segment.File.ReadAsync(bytes, offset, cancellationToken).ConfigureAwait(false);
        return bytes.AsMemory(0, whole);
    }

    /// <summary>For the journal's own thread.</summary>
    public static ReadOnlySpan<byte> Read(Segment segment, long offset)
    {
        var bytes = new byte[FirstRead];
        var read = segment.File.Read(bytes, offset);
        var length = LengthIn(bytes.AsSpan(0, read), segment, offset);
        if (length <= read)
            return bytes.AsSpan(0, length);
        bytes = new byte[length];
        return bytes.AsSpan(0, segment.File.Read(bytes, offset));
    }

    // A length that cannot be is a damaged record: its header is all that may still be of use.
    private static int LengthIn(ReadOnlySpan<byte> read, Segment segment, long offset)
    {
        if (read.Length < RecordHeader.Size)
            return read.Length;
        var claimed = RecordHeader.ClaimedLength(read);
        return claimed == 0 || offset + claimed > segment.File.Length ? RecordHeader.Size : claimed;
    }
}
