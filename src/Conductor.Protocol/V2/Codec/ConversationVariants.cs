using Conductor.Protocol.Json;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Orders about conversations and models.</summary>
internal static class ConversationVariants
{
    public static Variant<ClientMessage>[] Conversations { get; } =
    [
        Variant<ClientMessage>.Of<NewConversation>(
            "NewConversation",
            (ref f) => new(f.Guid("command_id"u8), f.OptionalText("title"u8), f.OptionalText("model"u8), f.OptionalText("system"u8)),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.OptionalText("title"u8, m.Title);
                w.OptionalText("model"u8, m.Model);
                w.OptionalText("system"u8, m.System);
            }),
        Variant<ClientMessage>.Of<OpenConversation>(
            "OpenConversation",
            (ref f) => new(
                f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.OptionalText("before_message_id"u8), f.UInt32("limit"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.OptionalText("before_message_id"u8, m.BeforeMessageId);
                w.Number("limit"u8, m.Limit);
            }),
        Variant<ClientMessage>.Of<RenameConversation>(
            "RenameConversation",
            (ref f) => new(f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.Text("title"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.Text("title"u8, m.Title);
            }),
        Variant<ClientMessage>.Of<DeleteConversation>(
            "DeleteConversation",
            (ref f) => new(f.Guid("command_id"u8), f.Guid("conversation_id"u8)),
            (ref w, m) => w.Order(m, m.ConversationId)),
        Variant<ClientMessage>.Of<BranchConversation>(
            "BranchConversation",
            (ref f) => new(
                f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.OptionalText("message_id"u8), f.OptionalText("title"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.OptionalText("message_id"u8, m.MessageId);
                w.OptionalText("title"u8, m.Title);
            }),
    ];

    public static Variant<ClientMessage>[] Lists { get; } =
    [
        Variant<ClientMessage>.Of<ListConversations>(
            "ListConversations",
            (ref f) => new(f.Guid("command_id"u8), f.OptionalText("cursor"u8), f.UInt32("limit"u8)),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.OptionalText("cursor"u8, m.Cursor);
                w.Number("limit"u8, m.Limit);
            }),
        Variant<ClientMessage>.Of<SearchConversations>(
            "SearchConversations",
            (ref f) => new(f.Guid("command_id"u8), f.Text("text"u8), f.OptionalText("cursor"u8), f.UInt32("limit"u8)),
            (ref w, m) =>
            {
                w.Guid("command_id"u8, m.CommandId);
                w.Text("text"u8, m.Text);
                w.OptionalText("cursor"u8, m.Cursor);
                w.Number("limit"u8, m.Limit);
            }),
        Variant<ClientMessage>.Of<UseModel>(
            "UseModel",
            (ref f) => new(f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.Text("model"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.Text("model"u8, m.Model);
            }),
        Variant<ClientMessage>.Of<ListModels>(
            "ListModels", (ref f) => new(f.Guid("command_id"u8)), (ref w, m) => w.Guid("command_id"u8, m.CommandId)),
    ];
}
