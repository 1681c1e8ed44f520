using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Snapshots and events of conversations.</summary>
internal static class NewsVariants
{
    public static Variant<ServerMessage>[] News { get; } =
    [
        Variant<ServerMessage>.Of<Snapshot>(
            "Snapshot",
            (ref f) => new(
                f.OptionalGuid("command_id"u8), ListVariants.ReadSummary(f.Value("conversation"u8)), f.Value("messages"u8).List(ReadMessage),
                f.Flag("older"u8), f.OptionalList("turns"u8, ReadTurn)),
            (ref w, m) =>
            {
                w.OptionalGuid("command_id"u8, m.CommandId);
                w.Value("conversation"u8, m.Conversation, ListVariants.WriteSummary);
                w.List("messages"u8, m.Messages, WriteMessage);
                w.Flag("older"u8, m.Older);
                w.OptionalList("turns"u8, m.Turns, WriteTurn);
            }),
        Variant<ServerMessage>.Of<MessageAdded>(
            "MessageAdded",
            (ref f) => new(f.Guid("conversation_id"u8), f.UInt64("seq"u8), ReadMessage(f.Value("message"u8))),
            (ref w, m) =>
            {
                w.Event(m);
                w.Value("message"u8, m.Message, WriteMessage);
            }),
        Variant<ServerMessage>.Of<MessagesRemoved>(
            "MessagesRemoved",
            (ref f) => new(f.Guid("conversation_id"u8), f.UInt64("seq"u8), f.Text("from_message_id"u8)),
            (ref w, m) =>
            {
                w.Event(m);
                w.Text("from_message_id"u8, m.FromMessageId);
            }),
    ];

    public static Variant<ServerMessage>[] Changes { get; } =
    [
        Variant<ServerMessage>.Of<TurnStarted>(
            "TurnStarted",
            (ref f) => new(f.Guid("conversation_id"u8), f.UInt64("seq"u8), ReadTurn(ref f)),
            (ref w, m) =>
            {
                w.Event(m);
                WriteTurnFields(ref w, m.Turn);
            }),
        Variant<ServerMessage>.Of<TurnEnded>(
            "TurnEnded",
            (ref f) => new(
                f.Guid("conversation_id"u8), f.UInt64("seq"u8), f.Guid("turn_id"u8), f.OpenChoice<EndReason>("end"u8),
                f.Has("message"u8) ? ReadMessage(f.Value("message"u8)) : null),
            (ref w, m) =>
            {
                w.Event(m);
                w.Guid("turn_id"u8, m.TurnId);
                w.Choice("end"u8, m.End);
                if (m.Message is not null) w.Value("message"u8, m.Message, WriteMessage);
            }),
        Variant<ServerMessage>.Of<ConversationChanged>(
            "ConversationChanged",
            (ref f) => new(f.Guid("conversation_id"u8), f.UInt64("seq"u8), f.OptionalText("title"u8), f.OptionalText("model"u8)),
            (ref w, m) =>
            {
                w.Event(m);
                w.OptionalText("title"u8, m.Title);
                w.OptionalText("model"u8, m.Model);
            }),
        Variant<ServerMessage>.Of<ConversationDeleted>(
            "ConversationDeleted", (ref f) => new(f.Guid("conversation_id"u8), f.UInt64("seq"u8)), (ref w, m) => w.Event(m)),
    ];

    private static void Event(this ref WireWriter writer, ConversationEvent news)
    {
        writer.Guid("conversation_id"u8, news.ConversationId);
        writer.Number("seq"u8, news.Seq);
    }

    private static ChatMessage ReadMessage(WireValue value)
    {
        var fields = value.Object();
        return new ChatMessage(
            fields.Text("message_id"u8),
            fields.Choice<Role>("role"u8),
            fields.Text("content"u8),
            fields.UInt64("created_at"u8),
            fields.OptionalGuid("turn_id"u8),
            fields.OptionalText("model"u8),
            fields.OptionalOpenChoice<EndReason>("end"u8));
    }

    private static void WriteMessage(ref WireWriter writer, ChatMessage message)
    {
        writer.OpenObject();
        writer.Text("message_id"u8, message.MessageId);
        writer.Choice("role"u8, message.Role);
        writer.Text("content"u8, message.Content);
        writer.Number("created_at"u8, message.CreatedAt);
        writer.OptionalGuid("turn_id"u8, message.TurnId);
        writer.OptionalText("model"u8, message.Model);
        writer.OptionalChoice("end"u8, message.End);
        writer.CloseObject();
    }

    private static OpenTurn ReadTurn(WireValue value)
    {
        var fields = value.Object();
        return ReadTurn(ref fields);
    }

    private static OpenTurn ReadTurn(ref WireObject fields) =>
        new(fields.Guid("turn_id"u8), fields.Text("message_id"u8), fields.Text("model"u8), fields.UInt32("attempt"u8));

    private static void WriteTurn(ref WireWriter writer, OpenTurn turn)
    {
        writer.OpenObject();
        WriteTurnFields(ref writer, turn);
        writer.CloseObject();
    }

    private static void WriteTurnFields(ref WireWriter writer, OpenTurn turn)
    {
        writer.Guid("turn_id"u8, turn.TurnId);
        writer.Text("message_id"u8, turn.MessageId);
        writer.Text("model"u8, turn.Model);
        writer.Number("attempt"u8, turn.Attempt);
    }
}
