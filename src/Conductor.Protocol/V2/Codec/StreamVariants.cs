using Conductor.Protocol.Json;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.V2.Codec;

/// <summary>Orders about what a surface follows.</summary>
internal static class StreamVariants
{
    public static Variant<ClientMessage>[] Streams { get; } =
    [
        Variant<ClientMessage>.Of<Subscribe>(
            "Subscribe",
            (ref f) => new(
                f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.OptionalUInt64("after"u8), f.OptionalList("turns"u8, ReadPosition),
                ReadDelivery(ref f), f.OptionalUInt32("credit"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.OptionalNumber("after"u8, m.After);
                w.OptionalList("turns"u8, m.Turns, WritePosition);
                w.Value("delivery"u8, m.Delivery, WriteDelivery);
                w.OptionalNumber("credit"u8, m.Credit);
            }),
        Variant<ClientMessage>.Of<Unsubscribe>(
            "Unsubscribe",
            (ref f) => new(f.Guid("command_id"u8), f.Guid("conversation_id"u8)),
            (ref w, m) => w.Order(m, m.ConversationId)),
        Variant<ClientMessage>.Of<Switch>(
            "Switch",
            (ref f) => new(
                f.Guid("command_id"u8), f.Guid("conversation_id"u8), f.OptionalUInt64("after"u8), ReadDelivery(ref f),
                f.OptionalUInt32("credit"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                w.OptionalNumber("after"u8, m.After);
                w.Value("delivery"u8, m.Delivery, WriteDelivery);
                w.OptionalNumber("credit"u8, m.Credit);
            }),
        Variant<ClientMessage>.Of<Resume>(
            "Resume",
            (ref f) => new(
                f.Guid("command_id"u8), f.Guid("conversation_id"u8), ReadPosition(ref f), ReadDelivery(ref f), f.OptionalUInt32("credit"u8)),
            (ref w, m) =>
            {
                w.Order(m, m.ConversationId);
                WritePositionFields(ref w, m.Position);
                w.Value("delivery"u8, m.Delivery, WriteDelivery);
                w.OptionalNumber("credit"u8, m.Credit);
            }),
        Variant<ClientMessage>.Of<Credit>(
            "Credit",
            (ref f) => new(f.Guid("conversation_id"u8), f.UInt32("messages"u8)),
            (ref w, m) =>
            {
                w.Guid("conversation_id"u8, m.ConversationId);
                w.Number("messages"u8, m.Messages);
            }),
    ];

    private static TurnPosition ReadPosition(WireValue value)
    {
        var fields = value.Object();
        return ReadPosition(ref fields);
    }

    private static TurnPosition ReadPosition(ref WireObject fields) =>
        new(fields.Guid("turn_id"u8), fields.OptionalUInt32("attempt"u8) ?? 1, fields.UInt64("after"u8));

    private static void WritePosition(ref WireWriter writer, TurnPosition position)
    {
        writer.OpenObject();
        WritePositionFields(ref writer, position);
        writer.CloseObject();
    }

    private static void WritePositionFields(ref WireWriter writer, TurnPosition position)
    {
        writer.Guid("turn_id"u8, position.TurnId);
        writer.Number("attempt"u8, position.Attempt);
        writer.Number("after"u8, position.After);
    }

    private static Delivery ReadDelivery(ref WireObject fields)
    {
        if (!fields.Has("delivery"u8)) return default;
        var variant = fields.Value("delivery"u8).Variant();
        if (!WireEnum<DeliveryMode>.TryParse(variant.Name, out var mode)) variant.Unknown();
        else if (mode == DeliveryMode.Batched) return ReadBatched(variant.Fields());
        else variant.HasNoFields();
        return Delivery.Of(mode);
    }

    private static Delivery ReadBatched(WireObject batched) => Delivery.Batched(batched.UInt32("interval_ms"u8));

    private static void WriteDelivery(ref WireWriter writer, Delivery delivery)
    {
        if (delivery.Mode != DeliveryMode.Batched)
        {
            writer.Raw(WireEnum<DeliveryMode>.Quoted(delivery.Mode));
            return;
        }
        writer.OpenVariant("Batched"u8);
        writer.Number("interval_ms"u8, delivery.IntervalMs);
        writer.CloseVariant();
    }
}
