using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Chat, in one conversation and in several.</summary>
internal static class ChatVariants
{
    public static Variant<ConductorMessage>[] Chat { get; } =
    [
        Variant<ConductorMessage>.Of<Message>(
            "Message",
            (ref f) => new(f.Text("id"u8), f.Choice<Role>("role"u8), f.Text("content"u8), SnapshotCodec.ReadContentType(ref f)),
            (ref w, m) =>
            {
                w.Text("id"u8, m.Id);
                w.Choice("role"u8, m.Role);
                w.Text("content"u8, m.Content);
                w.Value("content_type"u8, m.ContentType, ValueCodec.Write);
            }),
        Variant<ConductorMessage>.Of<Token>(
            "Token",
            (ref f) => new(f.Text("message_id"u8), f.Text("text"u8)),
            (ref w, m) =>
            {
                w.Text("message_id"u8, m.MessageId);
                w.Text("text"u8, m.Text);
            }),
        Variant<ConductorMessage>.Of<StreamEnd>(
            "StreamEnd",
            (ref f) => new(f.Text("message_id"u8), f.Text("final_content"u8), ReadMetadata(ref f)),
            (ref w, m) =>
            {
                w.Text("message_id"u8, m.MessageId);
                w.Text("final_content"u8, m.FinalContent);
                w.Value("metadata"u8, m.Metadata, MetadataCodec.Write);
            }),
        Variant<ConductorMessage>.Of<StreamError>(
            "StreamError",
            (ref f) => new(f.Text("message_id"u8), f.Text("error"u8)),
            (ref w, m) =>
            {
                w.Text("message_id"u8, m.MessageId);
                w.Text("error"u8, m.Error);
            }),
    ];

    public static Variant<ConductorMessage>[] Conversations { get; } =
    [
        Variant<ConductorMessage>.Of<ConversationCreated>(
            "ConversationCreated",
            (ref f) => new(f.Guid("conversation_id"u8), f.OptionalText("agent_name"u8)),
            (ref w, m) =>
            {
                w.Guid("conversation_id"u8, m.ConversationId);
                w.Text("agent_name"u8, m.AgentName);
            }),
        Variant<ConductorMessage>.Of<ConversationFocused>(
            "ConversationFocused",
            (ref f) => new(f.Guid("conversation_id"u8)),
            (ref w, m) => w.Guid("conversation_id"u8, m.ConversationId)),
        Variant<ConductorMessage>.Of<ConversationStateChanged>(
            "ConversationStateChanged",
            (ref f) => new(f.Guid("conversation_id"u8), ValueCodec.ReadConversationState(f.Value("state"u8))),
            (ref w, m) =>
            {
                w.Guid("conversation_id"u8, m.ConversationId);
                w.Value("state"u8, m.State, ValueCodec.Write);
            }),
        Variant<ConductorMessage>.Of<ConversationStreamToken>(
            "ConversationStreamToken",
            (ref f) => new(f.Guid("conversation_id"u8), f.Text("message_id"u8), f.Text("token"u8)),
            (ref w, m) =>
            {
                w.Guid("conversation_id"u8, m.ConversationId);
                w.Text("message_id"u8, m.MessageId);
                w.Text("token"u8, m.Token);
            }),
        Variant<ConductorMessage>.Of<ConversationStreamEnd>(
            "ConversationStreamEnd",
            (ref f) => new(
                f.Guid("conversation_id"u8), f.Text("message_id"u8), f.Text("final_content"u8), MetadataCodec.Read(f.Value("metadata"u8))),
            (ref w, m) =>
            {
                w.Guid("conversation_id"u8, m.ConversationId);
                w.Text("message_id"u8, m.MessageId);
                w.Text("final_content"u8, m.FinalContent);
                w.Value("metadata"u8, m.Metadata, MetadataCodec.Write);
            }),
        Variant<ConductorMessage>.Of<SummaryReady>(
            "SummaryReady",
            (ref f) => new(f.Guid("conversation_id"u8), f.Text("summary"u8), f.Value("sub_conversations"u8).List(value => value.Guid())),
            (ref w, m) =>
            {
                w.Guid("conversation_id"u8, m.ConversationId);
                w.Text("summary"u8, m.Summary);
                w.List("sub_conversations"u8, m.SubConversations, ValueCodec.Write);
            }),
        Variant<ConductorMessage>.Of<ConversationRemoved>(
            "ConversationRemoved",
            (ref f) => new(f.Guid("conversation_id"u8)),
            (ref w, m) => w.Guid("conversation_id"u8, m.ConversationId)),
    ];

    private static ResponseMetadata ReadMetadata(ref WireObject fields) =>
        fields.Given("metadata"u8) ? MetadataCodec.Read(fields.Value("metadata"u8)) : ResponseMetadata.None;
}
