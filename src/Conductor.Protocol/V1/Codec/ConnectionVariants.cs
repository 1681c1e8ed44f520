using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>A surface comes, lives and goes.</summary>
internal static class ConnectionVariants
{
    public static Variant<SurfaceEvent>[] Connection { get; } =
    [
        Variant<SurfaceEvent>.Of<Connected>(
            "Connected",
            (ref f) => new(
                f.Text("event_id"u8), ValueCodec.ReadSurfaceType(f.Value("surface_type"u8)), CapabilitiesCodec.Read(f.Value("capabilities"u8))),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Value("surface_type"u8, e.SurfaceType, ValueCodec.Write);
                w.Value("capabilities"u8, e.Capabilities, CapabilitiesCodec.Write);
            }),
        Variant<SurfaceEvent>.Of<Handshake>("Handshake", ReadHandshake, WriteHandshake),
        Variant<SurfaceEvent>.Of<Pong>(
            "Pong",
            (ref f) => new(f.UInt64("seq"u8)),
            (ref w, e) => w.Number("seq"u8, e.Seq)),
        Variant<SurfaceEvent>.Of<Disconnected>(
            "Disconnected",
            (ref f) => new(f.Text("event_id"u8), f.OptionalText("reason"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Text("reason"u8, e.Reason);
            }),
        Variant<SurfaceEvent>.Of<CapabilitiesReport>(
            "CapabilitiesReport",
            (ref f) => new(f.Text("event_id"u8), CapabilitiesCodec.Read(f.Value("capabilities"u8))),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Value("capabilities"u8, e.Capabilities, CapabilitiesCodec.Write);
            }),
        Variant<SurfaceEvent>.Of<QuitRequested>(
            "QuitRequested",
            (ref f) => new(f.Text("event_id"u8)),
            (ref w, e) => w.Text("event_id"u8, e.EventId)),
        Variant<SurfaceEvent>.Of<SurfaceError>(
            "SurfaceError",
            (ref f) => new(f.Text("event_id"u8), f.Text("error"u8), f.Flag("recoverable"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Text("error"u8, e.Error);
                w.Flag("recoverable"u8, e.Recoverable);
            }),
    ];

    private static Handshake ReadHandshake(ref WireObject fields) => new(
        fields.Text("event_id"u8),
        fields.UInt32("protocol_version"u8),
        ValueCodec.ReadSurfaceType(fields.Value("surface_type"u8)),
        CapabilitiesCodec.Read(fields.Value("capabilities"u8)),
        fields.OptionalText("auth_token"u8))
    {
        MinProtocolVersion = fields.OptionalUInt32("min_protocol_version"u8),
        Client = fields.OptionalText("client"u8),
    };

    private static void WriteHandshake(ref WireWriter writer, Handshake handshake)
    {
        writer.Text("event_id"u8, handshake.EventId);
        writer.Number("protocol_version"u8, handshake.ProtocolVersion);
        writer.Value("surface_type"u8, handshake.SurfaceType, ValueCodec.Write);
        writer.Value("capabilities"u8, handshake.Capabilities, CapabilitiesCodec.Write);
        writer.Text("auth_token"u8, handshake.AuthToken);
        writer.OptionalNumber("min_protocol_version"u8, handshake.MinProtocolVersion);
        writer.OptionalText("client"u8, handshake.Client);
    }
}
