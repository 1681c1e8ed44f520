using Conductor.Protocol.Json;

namespace Conductor.Protocol.Avatar;

/// <summary>Avatar directives on the wire of version 2.</summary>
internal static class DirectiveCodec
{
    public static VariantTable<AvatarDirective> Directives { get; } = new(
        Variant<AvatarDirective>.Of<MoveTo>(
            "MoveTo",
            (ref f) => new(AvatarCodec.ReadPosition(f.Value("position"u8))),
            (ref w, d) => w.Value("position"u8, d.Position, AvatarCodec.Write)),
        Variant<AvatarDirective>.Of<ShowMood>("Mood", (ref f) => new(f.Choice<Mood>("mood"u8)), (ref w, d) => w.Choice("mood"u8, d.Mood)),
        Variant<AvatarDirective>.Of<Scale>("Size", (ref f) => new(f.Choice<AvatarScale>("size"u8)), (ref w, d) => w.Choice("size"u8, d.Size)),
        Variant<AvatarDirective>.Of<Perform>(
            "Gesture",
            (ref f) => new(AvatarCodec.ReadGesture(f.Value("gesture"u8)), f.UInt32("duration_ms"u8)),
            (ref w, d) =>
            {
                w.Value("gesture"u8, d.Gesture, AvatarCodec.Write);
                w.Number("duration_ms"u8, d.DurationMs);
            }),
        Variant<AvatarDirective>.Of<React>(
            "Reaction",
            (ref f) => new(f.Choice<Reaction>("reaction"u8), f.UInt32("duration_ms"u8)),
            (ref w, d) =>
            {
                w.Choice("reaction"u8, d.Reaction);
                w.Number("duration_ms"u8, d.DurationMs);
            }),
        Variant<AvatarDirective>.Of<Appear>("Visible", (ref f) => new(f.Flag("visible"u8)), (ref w, d) => w.Flag("visible"u8, d.Visible)),
        Variant<AvatarDirective>.Of<Wander>("Wander", (ref f) => new(f.Flag("enabled"u8)), (ref w, d) => w.Flag("enabled"u8, d.Enabled)),
        Variant<AvatarDirective>.Of<PointAt>(
            "PointAt",
            (ref f) => new(f.UInt8("x_percent"u8), f.UInt8("y_percent"u8)),
            (ref w, d) =>
            {
                w.Number("x_percent"u8, d.XPercent);
                w.Number("y_percent"u8, d.YPercent);
            }));

    // After a fault any directive will do: the message it stands in is thrown away.
    public static AvatarDirective Read(WireValue value) => Directives.Reader(value) ?? new Wander(false);
}
