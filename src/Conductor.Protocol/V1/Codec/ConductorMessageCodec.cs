using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Conductor.Protocol.Frames;
using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Version 1 from Conductor to a surface. Holds no state; safe for concurrent callers.</summary>
public static class ConductorMessageCodec
{
    private static readonly VariantTable<ConductorMessage> Table = new(
    [
        .. ChatVariants.Chat, .. ChatVariants.Conversations, .. AvatarVariants.Avatar, .. AvatarVariants.Tasks, .. SystemVariants.System,
        .. SystemVariants.Transport,
    ]);

    /// <summary>The names of all 34 variants.</summary>
    public static ValueList<string> Names => Table.Names;

    /// <summary>Reads one payload. Input never throws: what is wrong with it is the fault.</summary>
    public static bool TryRead(
        in ReadOnlySequence<byte> payload, [NotNullWhen(true)] out ConductorMessage? message, [NotNullWhen(false)] out WireFault? fault)
    {
        message = WireDocument.Read(payload, Table.Reader, out fault);
        return fault is null && message is not null;
    }

    /// <summary>Writes the bare payload. False when it is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWrite(IBufferWriter<byte> output, ConductorMessage message, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, message, Table.Writer, header: 0, maxPayload);

    /// <summary>Writes a whole frame. False when its payload is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWriteFrame(IBufferWriter<byte> output, ConductorMessage message, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, message, Table.Writer, FrameCodec.HeaderLength, maxPayload);

    /// <summary>Writes the bare payload of a <see cref="Token"/> as <see cref="TryWriteTokenFrame"/> does its frame.</summary>
    public static bool TryWriteToken(
        IBufferWriter<byte> output, ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, new Utf8Token(messageId, text), Utf8Token.Write, header: 0, maxPayload);

    /// <summary>
    /// Writes the frame of a <see cref="Token"/> straight from UTF-8, without a string or any allocation. The text should be whole
    /// characters; bytes that are none become U+FFFD. False when the payload is longer than the limit in bytes.
    /// </summary>
    public static bool TryWriteTokenFrame(
        IBufferWriter<byte> output, ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, new Utf8Token(messageId, text), Utf8Token.Write, FrameCodec.HeaderLength, maxPayload);
}
