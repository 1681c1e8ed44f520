using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Conductor.Protocol.Frames;
using Conductor.Protocol.Json;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Version 2 from a surface to Conductor. Holds no state; safe for concurrent callers.</summary>
public static class ClientMessageCodec
{
    private static readonly VariantTable<ClientMessage> Table = new(
    [
        .. PromptVariants.Prompts, .. ConversationVariants.Conversations, .. ConversationVariants.Lists, .. StreamVariants.Streams,
        .. PromptVariants.Connection,
    ]);

    /// <summary>The names of all variants.</summary>
    public static ValueList<string> Names => Table.Names;

    /// <summary>Reads one payload. Input never throws: what is wrong with it is the fault.</summary>
    public static bool TryRead(
        in ReadOnlySequence<byte> payload, [NotNullWhen(true)] out ClientMessage? message, [NotNullWhen(false)] out WireFault? fault)
    {
        message = WireDocument.Read(payload, Table.Reader, out fault);
        return fault is null && message is not null;
    }

    /// <summary>Writes the bare payload. False when it is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWrite(IBufferWriter<byte> output, ClientMessage message, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, message, Table.Writer, header: 0, maxPayload);

    /// <summary>Writes a whole frame. False when its payload is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWriteFrame(IBufferWriter<byte> output, ClientMessage message, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, message, Table.Writer, FrameCodec.HeaderLength, maxPayload);
}
