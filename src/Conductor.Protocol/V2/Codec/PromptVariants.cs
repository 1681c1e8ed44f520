using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Prompts and what is done with them, and the connection's own messages.</summary>
internal static class PromptVariants
{
    public static Variant<ClientMessage>[] Prompts { get; } =
    [
        Variant<ClientMessage>.Of<Prompt>("Prompt", ReadPrompt, WritePrompt),
        Variant<ClientMessage>.Of<Ask>(
            "Ask",
            (ref f) => new(f.Guid("command_id"u8), f.Text("request"u8)),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.Text("request"u8, m.Request);
            }),
        Variant<ClientMessage>.Of<Cancel>(
            "Cancel",
            (ref f) => new(f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.OptionalGuid("turn_id"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.OptionalGuid("turn_id"u8, m.TurnId);
            }),
        Variant<ClientMessage>.Of<Retry>(
            "Retry",
            (ref f) => new(f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.Guid("turn_id"u8), f.OptionalText("model"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.Guid("turn_id"u8, m.TurnId);
                w.OptionalText("model"u8, m.Model);
            }),
        Variant<ClientMessage>.Of<Edit>(
            "Edit",
            (ref f) => new(f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.Text("message_id"u8), f.Text("content"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.Text("message_id"u8, m.MessageId);
                w.Text("content"u8, m.Content);
            }),
    ];

    public static Variant<ClientMessage>[] Connection { get; } =
    [
        Variant<ClientMessage>.Of<ReportCapabilities>(
            "ReportCapabilities",
            (ref f) => new(f.Guid("command_id"u8), CapabilitiesCodec.Read(f.Value("capabilities"u8))),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.Value("capabilities"u8, m.Capabilities, CapabilitiesCodec.Write);
            }),
        Variant<ClientMessage>.Of<SurfacePing>("Ping", (ref f) => new(f.UInt64("seq"u8)), (ref w, m) => w.Number("seq"u8, m.Seq)),
        Variant<ClientMessage>.Of<SurfacePong>("Pong", (ref f) => new(f.UInt64("seq"u8)), (ref w, m) => w.Number("seq"u8, m.Seq)),
        Variant<ClientMessage>.Of<Goodbye>(
            "Goodbye", (ref f) => new(f.OptionalText("reason"u8)), (ref w, m) => w.OptionalText("reason"u8, m.Reason)),
    ];

    /// <summary>The two fields that most orders begin with.</summary>
    public static void Order(this ref WireWriter writer, Command command, Guid conversationId)
    {
        writer.Guid("command_id"u8, command.CommandId);
        writer.Guid("conversation_id"u8, conversationId);
    }

    private static Prompt ReadPrompt(ref WireObject fields) => new(
        fields.Guid("command_id"u8),
        fields.Guid("conversation_id"u8),
        fields.Text("content"u8),
        fields.OptionalText("model"u8),
        fields.Has("policy"u8) ? fields.Choice<PromptPolicy>("policy"u8) : PromptPolicy.Queue,
        fields.OptionalList("images"u8, value => value.Text()));

    private static void WritePrompt(ref WireWriter writer, Prompt prompt)
    {
        writer.Order(prompt, prompt.ConversationId);
        writer.Text("content"u8, prompt.Content);
        writer.OptionalText("model"u8, prompt.Model);
        writer.Choice("policy"u8, prompt.Policy);
        writer.OptionalList("images"u8, prompt.Images, ValueCodec.Write);
    }
}
