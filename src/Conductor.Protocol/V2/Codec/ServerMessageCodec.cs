using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Conductor.Protocol.Frames;
using Conductor.Protocol.Json;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Version 2 from Conductor to a surface. Holds no state; safe for concurrent callers.</summary>
public static class ServerMessageCodec
{
    private static readonly VariantTable<ServerMessage> Table = new(
    [
        .. EntryVariants.Words, .. EntryVariants.Course, .. NewsVariants.News, .. NewsVariants.Changes, .. ConnectionVariants.Connection,
        .. ListVariants.Lists,
    ]);

    /// <summary>The names of all variants.</summary>
    public static ValueList<string> Names => Table.Names;

    /// <summary>Reads one payload. Input never throws: what is wrong with it is the fault. A surface passes over an unknown variant.</summary>
    public static bool TryRead(
        in ReadOnlySequence<byte> payload, [NotNullWhen(true)] out ServerMessage? message, [NotNullWhen(false)] out WireFault? fault)
    {
        message = WireDocument.Read(payload, Table.Reader, out fault);
        return fault is null && message is not null;
    }

    /// <summary>Writes the bare payload. False when it is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWrite(IBufferWriter<byte> output, ServerMessage message, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, message, Table.Writer, header: 0, maxPayload);

    /// <summary>Writes a whole frame. False when its payload is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWriteFrame(IBufferWriter<byte> output, ServerMessage message, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, message, Table.Writer, FrameCodec.HeaderLength, maxPayload);

    /// <summary>
    /// Writes a <see cref="Text"/> straight from UTF-8, as a bare payload or as a frame, without a string or any allocation. The text
    /// should be whole characters; bytes that are none become U+FFFD. False when the payload is longer than the limit in bytes.
    /// </summary>
    public static bool TryWriteText(
        IBufferWriter<byte> output, Guid turnId, ulong seq, ulong? from, ReadOnlySpan<byte> utf8, bool framed,
        int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, new Utf8Words(turnId, seq, from, utf8), Utf8Words.WriteText, framed ? FrameCodec.HeaderLength : 0, maxPayload);

    /// <summary>Writes a <see cref="Thinking"/> as <see cref="TryWriteText"/> does a <see cref="Text"/>.</summary>
    public static bool TryWriteThinking(
        IBufferWriter<byte> output, Guid turnId, ulong seq, ulong? from, ReadOnlySpan<byte> utf8, bool framed,
        int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, new Utf8Words(turnId, seq, from, utf8), Utf8Words.WriteThinking, framed ? FrameCodec.HeaderLength : 0, maxPayload);
}
