using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Lists of conversations and models.</summary>
internal static class ListVariants
{
    public static Variant<ServerMessage>[] Lists { get; } =
    [
        Variant<ServerMessage>.Of<Conversations>(
            "Conversations",
            (ref f) => new(f.Guid("command_id"u8), f.Value("conversations"u8).List(ReadSummary), f.OptionalText("cursor"u8)),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.List("conversations"u8, m.Page, WriteSummary);
                w.OptionalText("cursor"u8, m.Cursor);
            }),
        Variant<ServerMessage>.Of<Models>(
            "Models",
            (ref f) => new(f.Guid("command_id"u8), f.Value("models"u8).List(ReadModel)),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.List("models"u8, m.All, WriteModel);
            }),
    ];

    public static ConversationSummary ReadSummary(WireValue value)
    {
        var fields = value.Object();
        return new ConversationSummary(
            fields.Guid("conversation_id"u8),
            fields.OptionalText("title"u8),
            fields.OptionalText("model"u8),
            fields.UInt64("created_at"u8),
            fields.UInt64("updated_at"u8),
            fields.UInt32("message_count"u8),
            fields.UInt32("running"u8),
            fields.UInt64("seq"u8));
    }

    public static void WriteSummary(ref WireWriter writer, ConversationSummary summary)
    {
        writer.OpenObject();
        writer.Guid("conversation_id"u8, summary.ConversationId);
        writer.OptionalText("title"u8, summary.Title);
        writer.OptionalText("model"u8, summary.Model);
        writer.Number("created_at"u8, summary.CreatedAt);
        writer.Number("updated_at"u8, summary.UpdatedAt);
        writer.Number("message_count"u8, summary.MessageCount);
        writer.Number("running"u8, summary.Running);
        writer.Number("seq"u8, summary.Seq);
        writer.CloseObject();
    }

    private static ModelInfo ReadModel(WireValue value)
    {
        var fields = value.Object();
        return new ModelInfo(
            fields.Text("name"u8),
            fields.Value("hosts"u8).List(host => host.Text()),
            fields.Flag("loaded"u8),
            fields.OptionalUInt32("context_length"u8),
            fields.OptionalList("abilities"u8, ability => ability.Text()));
    }

    private static void WriteModel(ref WireWriter writer, ModelInfo model)
    {
        writer.OpenObject();
        writer.Text("name"u8, model.Name);
        writer.List("hosts"u8, model.Hosts, ValueCodec.Write);
        writer.Flag("loaded"u8, model.Loaded);
        writer.OptionalNumber("context_length"u8, model.ContextLength);
        writer.OptionalList("abilities"u8, model.Abilities, ValueCodec.Write);
        writer.CloseObject();
    }
}
