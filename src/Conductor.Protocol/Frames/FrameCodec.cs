using System.Buffers;
using System.Buffers.Binary;

namespace Conductor.Protocol.Frames;

/// <summary>
/// Frames on a byte stream: payload length (u32, big-endian), CRC-32 of the payload (u32, big-endian), payload. Both directions, both
/// protocol versions.
/// </summary>
/// <remarks>Holds no state; safe for concurrent callers with buffers of their own.</remarks>
public static class FrameCodec
{
    /// <summary>Bytes before the payload; they do not count into its length.</summary>
    public const int HeaderLength = 8;

    /// <summary>Longest payload in bytes unless a lower limit is set: 10,485,760 (10 MiB).</summary>
    public const int DefaultMaxPayload = 10_485_760;

    /// <summary>Takes one frame off the front of <paramref name="buffer"/>, however the bytes were split or merged on their way.</summary>
    /// <param name="buffer">The bytes received and not yet consumed; moved past the frame on <c>Frame</c> and <c>BadChecksum</c>.</param>
    /// <param name="payload">The payload on <c>Frame</c>, a view into the buffer; empty otherwise.</param>
    /// <param name="maxPayload">Longest payload that is accepted, in bytes; a longer one is <c>TooLong</c> as soon as its length is here.</param>
    public static FrameStatus TryRead(
        ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> payload, int maxPayload = DefaultMaxPayload)
    {
        payload = default;
        if (buffer.Length < HeaderLength) return StartIsTooLong(buffer, maxPayload) ? FrameStatus.TooLong : FrameStatus.NeedMore;

        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length > (uint)maxPayload) return FrameStatus.TooLong;
        if (buffer.Length - HeaderLength < length) return FrameStatus.NeedMore;

        var body = buffer.Slice(HeaderLength, length);
        buffer = buffer.Slice(body.End);
        if (Crc32.Compute(body) != BinaryPrimitives.ReadUInt32BigEndian(header[4..])) return FrameStatus.BadChecksum;
        payload = body;
        return FrameStatus.Frame;
    }

    /// <summary>Writes a frame around bytes that are there already.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(output);
        var frame = output.GetSpan(HeaderLength + payload.Length);
        payload.CopyTo(frame[HeaderLength..]);
        WriteHeader(frame, payload);
        output.Advance(HeaderLength + payload.Length);
    }

    /// <summary>Writes the eight bytes that go before <paramref name="payload"/>.</summary>
    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Crc32.Compute(payload));
    }

    // A surface that speaks HTTP or TLS to us is told at once, not after it has sent eight bytes.
    private static bool StartIsTooLong(in ReadOnlySequence<byte> buffer, int maxPayload)
    {
        if (buffer.Length < 4) return false;
        Span<byte> length = stackalloc byte[4];
        buffer.Slice(0, 4).CopyTo(length);
        return BinaryPrimitives.ReadUInt32BigEndian(length) > (uint)maxPayload;
    }
}
