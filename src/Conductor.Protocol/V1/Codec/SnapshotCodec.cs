using Conductor.Protocol.Avatar;
using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>The parts of a snapshot on the wire.</summary>
internal static class SnapshotCodec
{
    public static void Write(ref WireWriter writer, SnapshotMessage message)
    {
        writer.OpenObject();
        writer.Text("id"u8, message.Id);
        writer.Choice("role"u8, message.Role);
        writer.Text("content"u8, message.Content);
        writer.Value("content_type"u8, message.ContentType, ValueCodec.Write);
        writer.Number("timestamp"u8, message.Timestamp);
        writer.CloseObject();
    }

    public static SnapshotMessage ReadMessage(WireValue value)
    {
        var fields = value.Object();
        return new SnapshotMessage(
            fields.Text("id"u8),
            fields.Choice<Role>("role"u8),
            fields.Text("content"u8),
            ReadContentType(ref fields),
            fields.UInt64("timestamp"u8));
    }

    public static ContentType ReadContentType(ref WireObject fields) =>
        fields.Given("content_type"u8) ? ValueCodec.ReadContentType(fields.Value("content_type"u8)) : default;

    public static void Write(ref WireWriter writer, AvatarSnapshot avatar)
    {
        writer.OpenObject();
        writer.Value("position"u8, avatar.Position, AvatarCodec.Write);
        writer.Choice("mood"u8, avatar.Mood);
        writer.Choice("size"u8, avatar.Size);
        writer.Flag("visible"u8, avatar.Visible);
        writer.Flag("wandering"u8, avatar.Wandering);
        writer.Name("current_gesture"u8);
        if (avatar.CurrentGesture is { } gesture) AvatarCodec.Write(ref writer, gesture);
        else writer.Null();
        writer.Name("current_reaction"u8);
        writer.Raw(avatar.CurrentReaction is { } reaction ? WireEnum<Reaction>.Quoted(reaction) : "null"u8);
        writer.CloseObject();
    }

    public static AvatarSnapshot ReadAvatar(WireValue value)
    {
        var fields = value.Object();
        return new AvatarSnapshot
        {
            Position = AvatarCodec.ReadPosition(fields.Value("position"u8)),
            Mood = fields.Choice<Mood>("mood"u8),
            Size = fields.Choice<AvatarScale>("size"u8),
            Visible = fields.Flag("visible"u8),
            Wandering = fields.Flag("wandering"u8),
            CurrentGesture = fields.Has("current_gesture"u8) ? AvatarCodec.ReadGesture(fields.Value("current_gesture"u8)) : null,
            CurrentReaction = fields.Has("current_reaction"u8) ? fields.Choice<Reaction>("current_reaction"u8) : null,
        };
    }

    public static void Write(ref WireWriter writer, SessionSnapshot session)
    {
        writer.OpenObject();
        writer.Text("session_id"u8, session.SessionId);
        writer.Text("model"u8, session.Model);
        writer.Flag("ready"u8, session.Ready);
        writer.Choice("state"u8, session.State);
        writer.Number("created_at"u8, session.CreatedAt);
        writer.Number("message_count"u8, session.MessageCount);
        writer.CloseObject();
    }

    public static SessionSnapshot ReadSession(WireValue value)
    {
        var fields = value.Object();
        return new SessionSnapshot(
            fields.Text("session_id"u8),
            fields.Text("model"u8),
            fields.Flag("ready"u8),
            fields.Choice<ConductorState>("state"u8),
            fields.UInt64("created_at"u8),
            fields.UInt32("message_count"u8));
    }
}
