using Conductor.Protocol.Avatar;
using Conductor.Protocol.Errors;
using Conductor.Protocol.Json;
using Conductor.Protocol.V2.Messages;
using AvatarMessage = Conductor.Protocol.V2.Messages.Avatar;

namespace Conductor.Protocol.V2.Codec;

/// <summary>The parts of an answer.</summary>
internal static class EntryVariants
{
    public static Variant<ServerMessage>[] Words { get; } =
    [
        Variant<ServerMessage>.Of<Text>(
            "Text",
            (ref f) => new(f.Guid("turn_id"u8), f.UInt64("seq"u8), f.OptionalUInt64("from"u8), f.Text("text"u8)),
            (ref w, m) =>
            {
                w.Entry(m.TurnId, m.Seq, m.From);
                w.Text("text"u8, m.Content);
            }),
        Variant<ServerMessage>.Of<Thinking>(
            "Thinking",
            (ref f) => new(f.Guid("turn_id"u8), f.UInt64("seq"u8), f.OptionalUInt64("from"u8), f.Text("text"u8)),
            (ref w, m) =>
            {
                w.Entry(m.TurnId, m.Seq, m.From);
                w.Text("text"u8, m.Content);
            }),
        Variant<ServerMessage>.Of<ToolCall>(
            "ToolCall",
            (ref f) => new(f.Guid("turn_id"u8), f.UInt64("seq"u8), f.OptionalUInt64("from"u8), f.Text("name"u8), f.Text("arguments"u8)),
            (ref w, m) =>
            {
                w.Entry(m.TurnId, m.Seq, m.From);
                w.Text("name"u8, m.Name);
                w.Text("arguments"u8, m.Arguments);
            }),
        Variant<ServerMessage>.Of<AvatarMessage>(
            "Avatar",
            (ref f) => new(f.Guid("turn_id"u8), DirectiveCodec.Read(f.Value("directive"u8))),
            (ref w, m) =>
            {
                w.Guid("turn_id"u8, m.TurnId);
                w.Value("directive"u8, m.Directive, DirectiveCodec.Directives.Writer);
            }),
    ];

    public static Variant<ServerMessage>[] Course { get; } =
    [
        Variant<ServerMessage>.Of<Status>("Status", ReadStatus, WriteStatus),
        Variant<ServerMessage>.Of<Restarted>(
            "Restarted",
            (ref f) => new(
                f.Guid("turn_id"u8), f.UInt64("seq"u8), f.OptionalUInt64("from"u8), f.UInt32("attempt"u8), f.OptionalText("reason"u8)),
            (ref w, m) =>
            {
                w.Entry(m.TurnId, m.Seq, m.From);
                w.Number("attempt"u8, m.Attempt);
                w.OptionalText("reason"u8, m.Reason);
            }),
        Variant<ServerMessage>.Of<Usage>("Usage", ReadUsage, WriteUsage),
        Variant<ServerMessage>.Of<End>(
            "End",
            (ref f) => new(
                f.Guid("turn_id"u8), f.UInt64("seq"u8), f.OptionalUInt64("from"u8), f.OpenChoice<EndReason>("end"u8),
                f.OptionalOpenChoice<ErrorCode>("code"u8), f.OptionalText("message"u8)),
            (ref w, m) =>
            {
                w.Entry(m.TurnId, m.Seq, m.From);
                w.Choice("end"u8, m.Reason);
                w.OptionalChoice("code"u8, m.Code);
                w.OptionalText("message"u8, m.Message);
            }),
        Variant<ServerMessage>.Of<TurnSnapshot>(
            "TurnSnapshot",
            (ref f) => new(
                f.Guid("turn_id"u8), f.UInt64("seq"u8), f.UInt32("attempt"u8), f.Text("text"u8), f.OptionalText("thinking"u8),
                f.OptionalOpenChoice<EndReason>("end"u8)),
            (ref w, m) =>
            {
                w.Guid("turn_id"u8, m.TurnId);
                w.Number("seq"u8, m.Seq);
                w.Number("attempt"u8, m.Attempt);
                w.Text("text"u8, m.Content);
                w.OptionalText("thinking"u8, m.Thinking);
                w.OptionalChoice("end"u8, m.End);
            }),
    ];

    /// <summary>The fields that every entry begins with.</summary>
    public static void Entry(this ref WireWriter writer, Guid turnId, ulong seq, ulong? from)
    {
        writer.Guid("turn_id"u8, turnId);
        writer.Number("seq"u8, seq);
        writer.OptionalNumber("from"u8, from);
    }

    private static Status ReadStatus(ref WireObject fields) => new(
        fields.Guid("turn_id"u8),
        fields.UInt64("seq"u8),
        fields.OptionalUInt64("from"u8),
        fields.OpenChoice<TurnStage>("stage"u8),
        fields.OptionalText("host"u8),
        fields.OptionalText("model"u8),
        fields.OptionalUInt32("position"u8),
        fields.OptionalText("reason"u8));

    private static void WriteStatus(ref WireWriter writer, Status status)
    {
        writer.Entry(status.TurnId, status.Seq, status.From);
        writer.Choice("stage"u8, status.Stage);
        writer.OptionalText("host"u8, status.Host);
        writer.OptionalText("model"u8, status.Model);
        writer.OptionalNumber("position"u8, status.Position);
        writer.OptionalText("reason"u8, status.Reason);
    }

    private static Usage ReadUsage(ref WireObject fields) => new(
        fields.Guid("turn_id"u8),
        fields.UInt64("seq"u8),
        fields.OptionalUInt64("from"u8),
        fields.UInt32("prompt_tokens"u8),
        fields.UInt32("answer_tokens"u8),
        fields.UInt64("load_us"u8),
        fields.UInt64("prompt_us"u8),
        fields.UInt64("answer_us"u8),
        fields.UInt64("total_us"u8));

    private static void WriteUsage(ref WireWriter writer, Usage usage)
    {
        writer.Entry(usage.TurnId, usage.Seq, usage.From);
        writer.Number("prompt_tokens"u8, usage.PromptTokens);
        writer.Number("answer_tokens"u8, usage.AnswerTokens);
        writer.Number("load_us"u8, usage.LoadUs);
        writer.Number("prompt_us"u8, usage.PromptUs);
        writer.Number("answer_us"u8, usage.AnswerUs);
        writer.Number("total_us"u8, usage.TotalUs);
    }
}
