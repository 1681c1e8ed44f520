using Conductor.Protocol.Avatar;
using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>The avatar and the tasks.</summary>
internal static class AvatarVariants
{
    public static Variant<ConductorMessage>[] Avatar { get; } =
    [
        Variant<ConductorMessage>.Of<AvatarMoveTo>(
            "AvatarMoveTo",
            (ref f) => new(AvatarCodec.ReadPosition(f.Value("position"u8))),
            (ref w, m) => w.Value("position"u8, m.Position, AvatarCodec.Write)),
        Variant<ConductorMessage>.Of<AvatarMood>(
            "AvatarMood",
            (ref f) => new(f.Choice<Mood>("mood"u8)),
            (ref w, m) => w.Choice("mood"u8, m.Mood)),
        Variant<ConductorMessage>.Of<AvatarSize>(
            "AvatarSize",
            (ref f) => new(f.Choice<AvatarScale>("size"u8)),
            (ref w, m) => w.Choice("size"u8, m.Size)),
        Variant<ConductorMessage>.Of<AvatarGesture>(
            "AvatarGesture",
            (ref f) => new(AvatarCodec.ReadGesture(f.Value("gesture"u8)), f.UInt32("duration_ms"u8)),
            (ref w, m) =>
            {
                w.Value("gesture"u8, m.Gesture, AvatarCodec.Write);
                w.Number("duration_ms"u8, m.DurationMs);
            }),
        Variant<ConductorMessage>.Of<AvatarReact>(
            "AvatarReact",
            (ref f) => new(f.Choice<Reaction>("reaction"u8), f.UInt32("duration_ms"u8)),
            (ref w, m) =>
            {
                w.Choice("reaction"u8, m.Reaction);
                w.Number("duration_ms"u8, m.DurationMs);
            }),
        Variant<ConductorMessage>.Of<AvatarVisibility>(
            "AvatarVisibility",
            (ref f) => new(f.Flag("visible"u8)),
            (ref w, m) => w.Flag("visible"u8, m.Visible)),
        Variant<ConductorMessage>.Of<AvatarWander>(
            "AvatarWander",
            (ref f) => new(f.Flag("enabled"u8)),
            (ref w, m) => w.Flag("enabled"u8, m.Enabled)),
        Variant<ConductorMessage>.Of<AvatarPointAt>(
            "AvatarPointAt",
            (ref f) => new(f.UInt8("x_percent"u8), f.UInt8("y_percent"u8)),
            (ref w, m) =>
            {
                w.Number("x_percent"u8, m.XPercent);
                w.Number("y_percent"u8, m.YPercent);
            }),
    ];

    public static Variant<ConductorMessage>[] Tasks { get; } =
    [
        Variant<ConductorMessage>.Of<TaskCreated>(
            "TaskCreated",
            (ref f) => new(f.Text("task_id"u8), f.Text("agent"u8), f.Text("description"u8)),
            (ref w, m) =>
            {
                w.Text("task_id"u8, m.TaskId);
                w.Text("agent"u8, m.Agent);
                w.Text("description"u8, m.Description);
            }),
        Variant<ConductorMessage>.Of<TaskUpdated>(
            "TaskUpdated",
            (ref f) => new(f.Text("task_id"u8), f.UInt8("progress"u8), f.OptionalText("status_message"u8)),
            (ref w, m) =>
            {
                w.Text("task_id"u8, m.TaskId);
                w.Number("progress"u8, m.Progress);
                w.Text("status_message"u8, m.StatusMessage);
            }),
        Variant<ConductorMessage>.Of<TaskCompleted>(
            "TaskCompleted",
            (ref f) => new(f.Text("task_id"u8), f.OptionalText("summary"u8)),
            (ref w, m) =>
            {
                w.Text("task_id"u8, m.TaskId);
                w.Text("summary"u8, m.Summary);
            }),
        Variant<ConductorMessage>.Of<TaskFailed>(
            "TaskFailed",
            (ref f) => new(f.Text("task_id"u8), f.Text("error"u8)),
            (ref w, m) =>
            {
                w.Text("task_id"u8, m.TaskId);
                w.Text("error"u8, m.Error);
            }),
        Variant<ConductorMessage>.Of<TaskFocus>(
            "TaskFocus",
            (ref f) => new(f.Text("task_id"u8)),
            (ref w, m) => w.Text("task_id"u8, m.TaskId)),
    ];
}
