using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>Values that are a name, or a name with something in it.</summary>
internal static class ValueCodec
{
    public static void Write(ref WireWriter writer, Guid value) => writer.Guid(value);

    public static void Write(ref WireWriter writer, string value) => writer.Text(value.AsSpan());

    public static void Write(ref WireWriter writer, ContentType type)
    {
        if (type.Kind != ContentKind.Code)
        {
            writer.Raw(WireEnum<ContentKind>.Quoted(type.Kind));
            return;
        }
        writer.OpenVariant("Code"u8);
        writer.Text("language"u8, type.Language);
        writer.CloseVariant();
    }

    public static ContentType ReadContentType(WireValue value)
    {
        var variant = value.Variant();
        if (!WireEnum<ContentKind>.TryParse(variant.Name, out var kind)) variant.Unknown();
        else if (kind == ContentKind.Code) return ReadCode(variant.Fields());
        else variant.HasNoFields();
        return ContentType.Of(kind);
    }

    public static void Write(ref WireWriter writer, SurfaceType type)
    {
        if (type.Kind != SurfaceKind.Custom)
        {
            writer.Raw(WireEnum<SurfaceKind>.Quoted(type.Kind));
            return;
        }
        writer.OpenObject();
        writer.Text("Custom"u8, type.Name);
        writer.CloseObject();
    }

    public static SurfaceType ReadSurfaceType(WireValue value)
    {
        var variant = value.Variant();
        if (!WireEnum<SurfaceKind>.TryParse(variant.Name, out var kind)) variant.Unknown();
        else if (kind == SurfaceKind.Custom) return SurfaceType.Custom(variant.Content().Text());
        else variant.HasNoFields();
        return SurfaceType.Of(kind);
    }

    public static void Write(ref WireWriter writer, ConversationState state)
    {
        if (state.Phase != ConversationPhase.Streaming)
        {
            writer.Raw(WireEnum<ConversationPhase>.Quoted(state.Phase));
            return;
        }
        writer.OpenVariant("Streaming"u8);
        writer.Text("message_id"u8, state.MessageId);
        writer.CloseVariant();
    }

    public static ConversationState ReadConversationState(WireValue value)
    {
        var variant = value.Variant();
        if (!WireEnum<ConversationPhase>.TryParse(variant.Name, out var phase)) variant.Unknown();
        else if (phase == ConversationPhase.Streaming) return ReadStreaming(variant.Fields());
        else variant.HasNoFields();
        return ConversationState.Of(phase);
    }

    private static ContentType ReadCode(WireObject code) => ContentType.Code(code.OptionalText("language"u8));

    private static ConversationState ReadStreaming(WireObject state) => ConversationState.Streaming(state.Text("message_id"u8));
}
