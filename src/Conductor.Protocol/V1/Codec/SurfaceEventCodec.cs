using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Conductor.Protocol.Frames;
using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Version 1 from a surface to Conductor. Holds no state; safe for concurrent callers.</summary>
public static class SurfaceEventCodec
{
    private static readonly VariantTable<SurfaceEvent> Table = new(
        [.. ConnectionVariants.Connection, .. UserVariants.User, .. UserVariants.Clicks, .. UserVariants.Conversations]);

    /// <summary>The names of all 23 variants.</summary>
    public static ValueList<string> Names => Table.Names;

    /// <summary>Reads one payload. Input never throws: what is wrong with it is the fault.</summary>
    public static bool TryRead(
        in ReadOnlySequence<byte> payload, [NotNullWhen(true)] out SurfaceEvent? @event, [NotNullWhen(false)] out WireFault? fault)
    {
        @event = WireDocument.Read(payload, Table.Reader, out fault);
        return fault is null && @event is not null;
    }

    /// <summary>Writes the bare payload. False when it is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWrite(IBufferWriter<byte> output, SurfaceEvent @event, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, @event, Table.Writer, header: 0, maxPayload);

    /// <summary>Writes a whole frame. False when its payload is longer than the limit in bytes; nothing is written then.</summary>
    public static bool TryWriteFrame(IBufferWriter<byte> output, SurfaceEvent @event, int maxPayload = FrameCodec.DefaultMaxPayload) =>
        Emitter.TryWrite(output, @event, Table.Writer, FrameCodec.HeaderLength, maxPayload);
}
