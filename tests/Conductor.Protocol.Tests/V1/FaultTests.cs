using System.Buffers;
using System.Text;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.Tests.V1;

/// <summary>What is wrong with a payload is said by name.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("""{"Foo":{}}""", WireFaultKind.UnknownVariant, "unknown variant `Foo` of `message`")]
    [InlineData("\"Foo\"", WireFaultKind.UnknownVariant, "unknown variant `Foo` of `message`")]
    [InlineData("""{"UserMessage":{"event_id":"e"}}""", WireFaultKind.MissingField, "missing field `content` in `UserMessage`")]
    [InlineData("""{"UserMessage":{"event_id":"e","content":null}}""", WireFaultKind.WrongType, "field `content` is not a string")]
    [InlineData("""{"UserMessage":{"event_id":"e","content":"a","content":"b"}}""", WireFaultKind.DuplicateField, "field `content` stands twice in `UserMessage`")]
    [InlineData("""{"UserMessage":"hi"}""", WireFaultKind.WrongType, "variant `UserMessage` needs an object of fields")]
    [InlineData("\"UserMessage\"", WireFaultKind.WrongType, "variant `UserMessage` needs an object of fields")]
    [InlineData("""{"Pong":{"seq":-1}}""", WireFaultKind.OutOfRange, "field `seq` is not a whole number from 0 to 18446744073709551615")]
    [InlineData("""{"Pong":{"seq":18446744073709551616}}""", WireFaultKind.OutOfRange, "field `seq` is not a whole number from 0 to 18446744073709551615")]
    [InlineData("""{"Pong":{"seq":1.0}}""", WireFaultKind.OutOfRange, "field `seq` is not a whole number from 0 to 18446744073709551615")]
    [InlineData("""{"Pong":{"seq":"1"}}""", WireFaultKind.WrongType, "field `seq` is not a whole number")]
    [InlineData("""{"Resized":{"event_id":"e","width":4294967296,"height":1}}""", WireFaultKind.OutOfRange, "field `width` is not a whole number from 0 to 4294967295")]
    [InlineData("""{"UserScrolled":{"direction":"Left","amount":1}}""", WireFaultKind.UnknownVariant, "unknown variant `Left` of `direction`")]
    [InlineData("""{"UserTyping":{"typing":1}}""", WireFaultKind.WrongType, "field `typing` is not true or false")]
    [InlineData("""{"UserCommand":{"event_id":"e","command":"c","args":"x"}}""", WireFaultKind.WrongType, "field `args` is not a list")]
    [InlineData("""{"UserCommand":{"event_id":"e","command":"c","args":[1]}}""", WireFaultKind.WrongType, "field `args` is not a string")]
    [InlineData("""{"FocusConversation":{"event_id":"e","conversation_id":"main"}}""", WireFaultKind.WrongType, "field `conversation_id` is not a UUID")]
    [InlineData("""{"Connected":{"event_id":"e","surface_type":"Tui","capabilities":{"color":true}}}""", WireFaultKind.MissingField, "missing field `avatar` in `capabilities`")]
    [InlineData("""{"Connected":{"event_id":"e","surface_type":"Custom","capabilities":{}}}""", WireFaultKind.WrongType, "variant `Custom` needs a value")]
    [InlineData("""{"Pong":{"seq":1},"Ping":{"seq":1}}""", WireFaultKind.WrongType, "`message` is neither a variant's name nor an object with that name as its only key")]
    [InlineData("{}", WireFaultKind.WrongType, "`message` is neither a variant's name nor an object with that name as its only key")]
    [InlineData("[1]", WireFaultKind.WrongType, "`message` is neither a variant's name nor an object with that name as its only key")]
    [InlineData("""{"UserMessage":{"event_id":"e","content":"\ud800"}}""", WireFaultKind.InvalidText, "field `content` has an escape that is no character")]
    [InlineData("", WireFaultKind.InvalidJson, "the payload is not one JSON value (line 1, byte 0)")]
    [InlineData("{\"Pong\":{\"seq\":1}}\n{}", WireFaultKind.InvalidJson, "the payload is not one JSON value (line 2, byte 0)")]
    [InlineData("""{"Pong":{"seq":01}}""", WireFaultKind.InvalidJson, "the payload is not one JSON value (line 1, byte 16)")]
    [InlineData("""{"Pong":{"seq":1}""", WireFaultKind.InvalidJson, "the payload is not one JSON value (line 1, byte 17)")]
    public void A_fault_names_what_is_wrong(string json, WireFaultKind kind, string message) =>
        Assert.Equal(new WireFault(kind, message), Payload.EventFault(json));

    [Theory]
    [InlineData("""{"AvatarPointAt":{"x_percent":256,"y_percent":0}}""", "field `x_percent` is not a whole number from 0 to 255")]
    [InlineData("""{"AvatarGesture":{"gesture":{"Peek":"Behind"},"duration_ms":1}}""", "unknown variant `Behind` of `Peek`")]
    [InlineData("""{"AvatarGesture":{"gesture":{"Wave":{}},"duration_ms":1}}""", "variant `Wave` has no fields")]
    [InlineData("""{"AvatarMoveTo":{"position":{"Percent":{"x":1}}}}""", "missing field `y` in `Percent`")]
    [InlineData("""{"LayoutHint":{"directive":"Explode"}}""", "unknown variant `Explode` of `directive`")]
    [InlineData("""{"StreamEnd":{"message_id":"m","final_content":"","metadata":null}}""", "field `metadata` is not an object")]
    [InlineData("""{"StreamEnd":{"message_id":"m","final_content":"","metadata":{"elapsed_ms":1}}}""", "missing field `token_count` in `metadata`")]
    [InlineData("""{"Message":{"id":"m","role":"Robot","content":""}}""", "unknown variant `Robot` of `role`")]
    public void A_fault_inside_a_message_names_the_field(string json, string message) =>
        Assert.Equal(message, Payload.MessageFault(json).Message);

    [Fact]
    public void Defaults_stand_in_for_what_may_be_absent()
    {
        Assert.Equal(new Message("m", Role.User, "x"), Payload.Message("""{"Message":{"id":"m","role":"User","content":"x"}}"""));
        Assert.Equal(new StreamEnd("m", "x", ResponseMetadata.None), Payload.Message("""{"StreamEnd":{"message_id":"m","final_content":"x"}}"""));
        var quit = Payload.Message("""{"Quit":{}}""");
        Assert.Equal(new Quit(null), quit);
    }

    [Fact]
    public void Names_may_be_written_with_escapes_and_bare_variants_with_null()
    {
        Assert.Equal(new Pong(1), Payload.Event("""{"\u0050ong":{"se\u0071":1}}"""));
        Assert.Equal(new QueryCapabilities(), Payload.Message("""{"QueryCapabilities":null}"""));
        Assert.Equal(new AvatarMood(Mood: Protocol.Avatar.Mood.Shy), Payload.Message("""{"AvatarMood":{"mood":{"Shy":null}}}"""));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.Equal(new Pong(1), Payload.Event(Nested(60)));
        Assert.Equal(WireFaultKind.InvalidJson, Payload.EventFault(Nested(65)).Kind);
        Assert.Equal(WireFaultKind.InvalidJson, Payload.EventFault(new string('[', 1_000_000)).Kind);

        static string Nested(int depth) => $$$"""{"Pong":{"seq":1,"x":{{{new string('[', depth)}}}{{{new string(']', depth)}}}}}""";
    }

    [Fact]
    public void More_than_32_fields_are_refused()
    {
        var fields = string.Concat(Enumerable.Range(0, 32).Select(i => $",\"x{i}\":0"));
        Assert.Equal(new WireFault(WireFaultKind.TooMany, "`Pong` has more than 32 fields"), Payload.EventFault("{\"Pong\":{\"seq\":1" + fields + "}}"));
    }

    [Fact]
    public void More_than_10000_elements_are_refused()
    {
        Assert.Equal(10_000, Assert.IsType<UserCommand>(Payload.Event(Command(10_000))).Args.Count);
        Assert.Equal(new WireFault(WireFaultKind.TooMany, "field `args` has more than 10000 elements"), Payload.EventFault(Command(10_001)));

        static string Command(int count) =>
            "{\"UserCommand\":{\"event_id\":\"e\",\"command\":\"c\",\"args\":[" + string.Join(',', Enumerable.Repeat("\"\"", count)) + "]}}";
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        byte[] bytes = [.. "{\"UserMessage\":{\"event_id\":\"e\",\"content\":\""u8, 0xC3, 0x28, .. "\"}}"u8];
        Assert.False(SurfaceEventCodec.TryRead(new ReadOnlySequence<byte>(bytes), out _, out var fault));
        Assert.Equal(WireFaultKind.InvalidText, fault.Kind);
    }

    [Fact]
    public void A_fault_quotes_little_of_a_long_name_and_no_control_characters()
    {
        var fault = Payload.EventFault("{\"" + new string('x', 100_000) + "\":{}}");
        Assert.True(fault.Message.Length < 200);
        Assert.DoesNotContain('\n', Payload.EventFault("\"a\\nb\"").Message);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_written_as_the_replacement_character() =>
        Assert.Equal("{\"UserMessage\":{\"event_id\":\"e\",\"content\":\"a\ufffdb\"}}", Payload.Of(new UserMessage("e", "a\ud83db")));

    [Fact]
    public void A_message_longer_than_the_limit_is_not_written()
    {
        var output = new ArrayBufferWriter<byte>();
        var @event = new UserMessage("e", new string('x', 2000));
        var length = Encoding.UTF8.GetByteCount(Payload.Of(@event));
        Assert.False(SurfaceEventCodec.TryWriteFrame(output, @event, length - 1));
        Assert.Equal(0, output.WrittenCount);
        Assert.True(SurfaceEventCodec.TryWriteFrame(output, @event, length));
        Assert.Equal(length + 8, output.WrittenCount);
    }
}
