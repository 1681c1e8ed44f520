using Conductor.Protocol.Errors;
using Conductor.Protocol.Json;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>What Conductor says about the connection and about orders.</summary>
internal static class ConnectionVariants
{
    public static Variant<ServerMessage>[] Connection { get; } =
    [
        Variant<ServerMessage>.Of<Welcome>(
            "Welcome",
            (ref f) => new(
                f.Text("session_id"u8), f.Text("server"u8), f.Guid("conversation_id"u8), f.OptionalText("model"u8), ReadLimits(f.Value("limits"u8))),
            (ref w, m) =>
            {
                w.Text("session_id"u8, m.SessionId);
                w.Text("server"u8, m.Server);
                w.Guid("conversation_id"u8, m.ConversationId);
                w.OptionalText("model"u8, m.Model);
                w.Value("limits"u8, m.Limits, WriteLimits);
            }),
        Variant<ServerMessage>.Of<Accepted>(
            "Accepted",
            (ref f) => new(
                f.Guid("command_id"u8), f.OptionalGuid("conversation_id"u8), f.OptionalGuid("turn_id"u8), f.OptionalUInt64("seq"u8),
                f.Flag("duplicate"u8)),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.OptionalGuid("conversation_id"u8, m.ConversationId);
                w.OptionalGuid("turn_id"u8, m.TurnId);
                w.OptionalNumber("seq"u8, m.Seq);
                w.Flag("duplicate"u8, m.Duplicate);
            }),
        Variant<ServerMessage>.Of<Error>("Error", ReadError, WriteError),
        Variant<ServerMessage>.Of<GoAway>(
            "GoAway",
            (ref f) => new(f.Text("reason"u8), f.UInt32("reconnect_after_ms"u8), f.OptionalText("address"u8)),
            (ref w, m) =>
            {
                w.Text("reason"u8, m.Reason);
                w.Number("reconnect_after_ms"u8, m.ReconnectAfterMs);
                w.OptionalText("address"u8, m.Address);
            }),
        Variant<ServerMessage>.Of<ConductorPing>("Ping", (ref f) => new(f.UInt64("seq"u8)), (ref w, m) => w.Number("seq"u8, m.Seq)),
        Variant<ServerMessage>.Of<ConductorPong>("Pong", (ref f) => new(f.UInt64("seq"u8)), (ref w, m) => w.Number("seq"u8, m.Seq)),
    ];

    private static Error ReadError(ref WireObject fields) => new(
        fields.OptionalGuid("command_id"u8),
        fields.OptionalGuid("conversation_id"u8),
        fields.OptionalGuid("turn_id"u8),
        fields.OpenChoice<ErrorCode>("code"u8),
        fields.Text("message"u8),
        fields.Flag("retryable"u8),
        fields.OptionalUInt64("retry_after_ms"u8),
        fields.Text("way_out"u8));

    private static void WriteError(ref WireWriter writer, Error error)
    {
        writer.OptionalGuid("command_id"u8, error.CommandId);
        writer.OptionalGuid("conversation_id"u8, error.ConversationId);
        writer.OptionalGuid("turn_id"u8, error.TurnId);
        writer.Choice("code"u8, error.Code);
        writer.Text("message"u8, error.Message);
        writer.Flag("retryable"u8, error.Retryable);
        writer.OptionalNumber("retry_after_ms"u8, error.RetryAfterMs);
        writer.Text("way_out"u8, error.WayOut);
    }

    private static Limits ReadLimits(WireValue value)
    {
        var fields = value.Object();
        return new Limits(
            fields.UInt32("max_frame_bytes"u8),
            fields.UInt32("max_prompt_bytes"u8),
            fields.UInt32("max_subscriptions"u8),
            fields.UInt32("max_credit"u8),
            fields.UInt32("messages_per_second"u8),
            fields.UInt32("burst"u8),
            fields.UInt32("ping_interval_ms"u8),
            fields.UInt32("retain_ms"u8));
    }

    private static void WriteLimits(ref WireWriter writer, Limits limits)
    {
        writer.OpenObject();
        writer.Number("max_frame_bytes"u8, limits.MaxFrame);
        writer.Number("max_prompt_bytes"u8, limits.MaxPrompt);
        writer.Number("max_subscriptions"u8, limits.MaxSubscriptions);
        writer.Number("max_credit"u8, limits.MaxCredit);
        writer.Number("messages_per_second"u8, limits.MessagesPerSecond);
        writer.Number("burst"u8, limits.Burst);
        writer.Number("ping_interval_ms"u8, limits.PingIntervalMs);
        writer.Number("retain_ms"u8, limits.RetainMs);
        writer.CloseObject();
    }
}
