using Conductor.Protocol.Json;

namespace Conductor.Protocol.Avatar;

/// <summary>Gestures and positions on the wire.</summary>
internal static class AvatarCodec
{
    public static void Write(ref WireWriter writer, Gesture gesture)
    {
        if (gesture.Kind != GestureKind.Peek)
        {
            writer.Raw(WireEnum<GestureKind>.Quoted(gesture.Kind));
            return;
        }
        writer.OpenObject();
        writer.Choice("Peek"u8, gesture.Side);
        writer.CloseObject();
    }

    public static Gesture ReadGesture(WireValue value)
    {
        var variant = value.Variant();
        if (!WireEnum<GestureKind>.TryParse(variant.Name, out var kind)) variant.Unknown();
        else if (kind == GestureKind.Peek) return Gesture.Peek(variant.Content().Choice<PeekSide>());
        else variant.HasNoFields();
        return Gesture.Of(kind);
    }

    public static void Write(ref WireWriter writer, Position position)
    {
        if (position.Kind != PositionKind.Percent)
        {
            writer.Raw(WireEnum<PositionKind>.Quoted(position.Kind));
            return;
        }
        writer.OpenVariant("Percent"u8);
        writer.Number("x"u8, position.X);
        writer.Number("y"u8, position.Y);
        writer.CloseVariant();
    }

    public static Position ReadPosition(WireValue value)
    {
        var variant = value.Variant();
        if (!WireEnum<PositionKind>.TryParse(variant.Name, out var kind)) variant.Unknown();
        else if (kind == PositionKind.Percent) return ReadPercent(variant.Fields());
        else variant.HasNoFields();
        return Position.Of(kind);
    }

    private static Position ReadPercent(WireObject point) => Position.Percent(point.UInt8("x"u8), point.UInt8("y"u8));
}
