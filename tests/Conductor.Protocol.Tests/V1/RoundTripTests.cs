using System.Buffers;
using System.Text.Json;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using FsCheck.Fluent;

namespace Conductor.Protocol.Tests.V1;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_message_comes_back_equal() => Rule.Holds(
        Arbitrary.AnyOf<ConductorMessage>(), message => Assert.Equal(message, Payload.Message(Payload.Of(message))), cases: 1500);

    [Fact]
    public void Every_event_comes_back_equal() => Rule.Holds(
        Arbitrary.AnyOf<SurfaceEvent>(), @event => Assert.Equal(@event, Payload.Event(Payload.Of(@event))), cases: 1500);

    [Fact]
    public void Whatever_is_written_is_json_to_others_too() => Rule.Holds(
        Arbitrary.AnyOf<ConductorMessage>(),
        message =>
        {
            using var document = JsonDocument.Parse(Payload.Of(message));
            var variant = document.RootElement.ValueKind == JsonValueKind.String
                ? document.RootElement.GetString()
                : document.RootElement.EnumerateObject().Single().Name;
            Assert.Equal(message.GetType().Name, variant);
        });

    [Fact]
    public void A_payload_in_many_segments_reads_like_one_in_one() => Rule.Holds(
        from message in Arbitrary.AnyOf<ConductorMessage>()
        from cuts in Gen.Choose(0, 2000).ListOf()
        select (message, cuts),
        input =>
        {
            var frame = new ArrayBufferWriter<byte>();
            Assert.True(ConductorMessageCodec.TryWriteFrame(frame, input.message));
            var buffer = Payload.Split(frame.WrittenSpan.ToArray(), input.cuts);
            Assert.Equal(FrameStatus.Frame, FrameCodec.TryRead(ref buffer, out var payload));
            Assert.True(ConductorMessageCodec.TryRead(payload, out var read, out _));
            Assert.Equal(input.message, read);
        });

    [Fact]
    public void Fields_may_come_in_any_order_among_unknown_ones() => Rule.Holds(
        from @event in Arbitrary.AnyOf<SurfaceEvent>()
        from order in Gen.Choose(0, int.MaxValue)
        select (@event, order),
        input => Assert.Equal(input.@event, Payload.Event(Shuffle(Payload.Of(input.@event), new Random(input.order)))));

    [Fact]
    public void Null_fields_may_be_left_out() => Rule.Holds(
        Arbitrary.AnyOf<ConductorMessage>(), message => Assert.Equal(message, Payload.Message(WithoutNulls(Payload.Of(message)))));

    private static string Shuffle(string json, Random random) => Rewrite(json, fields =>
    {
        var all = fields.Append(("unknown", "[{\"event_id\":[null,1e9]},\"\\u0000\"]")).ToArray();
        random.Shuffle(all);
        return all;
    });

    private static string WithoutNulls(string json) => Rewrite(json, fields => fields.Where(field => field.Item2 != "null"));

    private static string Rewrite(string json, Func<IEnumerable<(string, string)>, IEnumerable<(string, string)>> change)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object ? Object(document.RootElement, depth: 0) : json;

        // Only objects of fields are changed: the object around a variant has exactly one key.
        string Object(JsonElement element, int depth)
        {
            var fields = element.EnumerateObject().Select(property => (property.Name, Value(property.Value, depth + 1)));
            var isVariant = char.IsUpper(element.EnumerateObject().First().Name[0]);
            return "{" + string.Join(",", (isVariant ? fields : change(fields)).Select(field => $" \"{field.Item1}\" : {field.Item2}")) + "}";
        }

        string Value(JsonElement element, int depth) => element.ValueKind switch
        {
            JsonValueKind.Object => Object(element, depth),
            JsonValueKind.Array => "[" + string.Join(" , ", element.EnumerateArray().Select(item => Value(item, depth))) + "]",
            _ => element.GetRawText(),
        };
    }
}
