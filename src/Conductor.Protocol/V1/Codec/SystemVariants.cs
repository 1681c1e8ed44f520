using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Layout, system and transport.</summary>
internal static class SystemVariants
{
    public static Variant<ConductorMessage>[] System { get; } =
    [
        Variant<ConductorMessage>.Of<LayoutHint>(
            "LayoutHint",
            (ref f) => new(LayoutCodec.Read(f.Value("directive"u8))),
            (ref w, m) => w.Value("directive"u8, m.Directive, LayoutCodec.Directives.Writer)),
        Variant<ConductorMessage>.Of<Notify>(
            "Notify",
            (ref f) => new(f.Choice<NotifyLevel>("level"u8), f.OptionalText("title"u8), f.Text("message"u8)),
            (ref w, m) =>
            {
                w.Choice("level"u8, m.Level);
                w.Text("title"u8, m.Title);
                w.Text("message"u8, m.Message);
            }),
        Variant<ConductorMessage>.Of<State>(
            "State",
            (ref f) => new(f.Choice<ConductorState>("state"u8)),
            (ref w, m) => w.Choice("state"u8, m.Value)),
        Variant<ConductorMessage>.Bare("QueryCapabilities", new QueryCapabilities()),
        Variant<ConductorMessage>.Of<Ack>(
            "Ack",
            (ref f) => new(f.Text("event_id"u8)),
            (ref w, m) => w.Text("event_id"u8, m.EventId)),
        Variant<ConductorMessage>.Of<SessionInfo>(
            "SessionInfo",
            (ref f) => new(f.Text("session_id"u8), f.Text("model"u8), f.Flag("ready"u8)),
            (ref w, m) =>
            {
                w.Text("session_id"u8, m.SessionId);
                w.Text("model"u8, m.Model);
                w.Flag("ready"u8, m.Ready);
            }),
        Variant<ConductorMessage>.Of<Quit>(
            "Quit",
            (ref f) => new(f.OptionalText("message"u8)),
            (ref w, m) => w.Text("message"u8, m.Message)),
    ];

    public static Variant<ConductorMessage>[] Transport { get; } =
    [
        Variant<ConductorMessage>.Of<HandshakeAck>(
            "HandshakeAck",
            (ref f) => new(
                f.Flag("accepted"u8), f.Text("connection_id"u8), f.OptionalText("rejection_reason"u8), f.UInt32("protocol_version"u8)),
            (ref w, m) =>
            {
                w.Flag("accepted"u8, m.Accepted);
                w.Text("connection_id"u8, m.ConnectionId);
                w.Text("rejection_reason"u8, m.RejectionReason);
                w.Number("protocol_version"u8, m.ProtocolVersion);
            }),
        Variant<ConductorMessage>.Of<Ping>(
            "Ping",
            (ref f) => new(f.UInt64("seq"u8)),
            (ref w, m) => w.Number("seq"u8, m.Seq)),
        Variant<ConductorMessage>.Of<StateSnapshot>(
            "StateSnapshot",
            (ref f) => new(
                f.Value("conversation_history"u8).List(SnapshotCodec.ReadMessage),
                SnapshotCodec.ReadAvatar(f.Value("avatar_state"u8)),
                SnapshotCodec.ReadSession(f.Value("session_info"u8))),
            (ref w, m) =>
            {
                w.List("conversation_history"u8, m.ConversationHistory, SnapshotCodec.Write);
                w.Value("avatar_state"u8, m.AvatarState, SnapshotCodec.Write);
                w.Value("session_info"u8, m.SessionInfo, SnapshotCodec.Write);
            }),
    ];
}
