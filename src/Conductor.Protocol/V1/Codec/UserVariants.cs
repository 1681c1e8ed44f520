using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>What the person does.</summary>
internal static class UserVariants
{
    public static Variant<SurfaceEvent>[] User { get; } =
    [
        Variant<SurfaceEvent>.Of<Resized>(
            "Resized",
            (ref f) => new(f.Text("event_id"u8), f.UInt32("width"u8), f.UInt32("height"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Number("width"u8, e.Width);
                w.Number("height"u8, e.Height);
            }),
        Variant<SurfaceEvent>.Of<UserMessage>(
            "UserMessage",
            (ref f) => new(f.Text("event_id"u8), f.Text("content"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Text("content"u8, e.Content);
            }),
        Variant<SurfaceEvent>.Of<UserCommand>(
            "UserCommand",
            (ref f) => new(f.Text("event_id"u8), f.Text("command"u8), f.Value("args"u8).List(value => value.Text())),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Text("command"u8, e.Command);
                w.List("args"u8, e.Args, ValueCodec.Write);
            }),
        Variant<SurfaceEvent>.Of<UserTyping>(
            "UserTyping",
            (ref f) => new(f.Flag("typing"u8)),
            (ref w, e) => w.Flag("typing"u8, e.Typing)),
        Variant<SurfaceEvent>.Of<UserScrolled>(
            "UserScrolled",
            (ref f) => new(f.Choice<ScrollDirection>("direction"u8), f.UInt32("amount"u8)),
            (ref w, e) =>
            {
                w.Choice("direction"u8, e.Direction);
                w.Number("amount"u8, e.Amount);
            }),
    ];

    public static Variant<SurfaceEvent>[] Clicks { get; } =
    [
        Variant<SurfaceEvent>.Of<AvatarClicked>(
            "AvatarClicked",
            (ref f) => new(f.Text("event_id"u8)),
            (ref w, e) => w.Text("event_id"u8, e.EventId)),
        Variant<SurfaceEvent>.Of<TaskClicked>(
            "TaskClicked",
            (ref f) => new(f.Text("event_id"u8), f.Text("task_id"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Text("task_id"u8, e.TaskId);
            }),
        Variant<SurfaceEvent>.Of<MessageClicked>(
            "MessageClicked",
            (ref f) => new(f.Text("event_id"u8), f.Text("message_id"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Text("message_id"u8, e.MessageId);
            }),
        Variant<SurfaceEvent>.Of<MessageReceived>(
            "MessageReceived",
            (ref f) => new(f.Text("message_id"u8)),
            (ref w, e) => w.Text("message_id"u8, e.MessageId)),
        Variant<SurfaceEvent>.Of<RenderComplete>(
            "RenderComplete",
            (ref f) => new(f.UInt64("frame"u8)),
            (ref w, e) => w.Number("frame"u8, e.Frame)),
    ];

    public static Variant<SurfaceEvent>[] Conversations { get; } =
    [
        Variant<SurfaceEvent>.Of<FocusConversation>(
            "FocusConversation",
            (ref f) => new(f.Text("event_id"u8), f.Guid("conversation_id"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Guid("conversation_id"u8, e.ConversationId);
            }),
        Variant<SurfaceEvent>.Of<ScrollConversation>(
            "ScrollConversation",
            (ref f) => new(
                f.Text("event_id"u8), f.Guid("conversation_id"u8), f.Choice<ScrollDirection>("direction"u8), f.UInt32("amount"u8)),
            (ref w, e) =>
            {
                w.Text("event_id"u8, e.EventId);
                w.Guid("conversation_id"u8, e.ConversationId);
                w.Choice("direction"u8, e.Direction);
                w.Number("amount"u8, e.Amount);
            }),
        Variant<SurfaceEvent>.Of<RequestSummary>(
            "RequestSummary", (ref f) => new(f.Text("event_id"u8)), (ref w, e) => w.Text("event_id"u8, e.EventId)),
        Variant<SurfaceEvent>.Of<ExitSummary>(
            "ExitSummary", (ref f) => new(f.Text("event_id"u8)), (ref w, e) => w.Text("event_id"u8, e.EventId)),
        Variant<SurfaceEvent>.Of<FocusNextConversation>(
            "FocusNextConversation", (ref f) => new(f.Text("event_id"u8)), (ref w, e) => w.Text("event_id"u8, e.EventId)),
        Variant<SurfaceEvent>.Of<FocusPrevConversation>(
            "FocusPrevConversation", (ref f) => new(f.Text("event_id"u8)), (ref w, e) => w.Text("event_id"u8, e.EventId)),
    ];
}
