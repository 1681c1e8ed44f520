using System.Buffers;
using Conductor.Protocol.Frames;

namespace Conductor.Protocol.Json;

/// <summary>Writes one message into a buffer, in place: bare for a WebSocket, or with the header of a frame.</summary>
internal static class Emitter
{
    // Most messages are shorter, and the buffers of pipes and sockets are never shorter.
    private const int FirstTry = 512;

    /// <summary>False when the message is longer than <paramref name="maxPayload"/>; nothing is written then.</summary>
    /// <remarks>
    /// A buffer writer gives no way back to bytes it has taken, so header and payload are made in one span before any is. A span that
    /// turns out too short is given up and the message made again in one twice as long, which costs less than measuring every message.
    /// </remarks>
    public static bool TryWrite<T>(IBufferWriter<byte> output, T message, WriteValue<T> write, int header, int maxPayload)
        where T : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegative(maxPayload);
        var limit = (int)Math.Min((long)header + maxPayload, Array.MaxLength);
        var room = FirstTry;
        while (true)
        {
            var span = output.GetSpan(Math.Min(room, limit));
            if (span.Length > limit) span = span[..limit];
            var writer = new WireWriter(span[header..]);
            write(ref writer, message);
            if (!writer.Overflowed)
            {
                if (header > 0) FrameCodec.WriteHeader(span, span.Slice(header, writer.Length));
                output.Advance(header + writer.Length);
                return true;
            }
            if (span.Length == limit) return false;
            room = (int)Math.Min(int.MaxValue, Math.Max(room, span.Length) * 2L);
        }
    }
}
