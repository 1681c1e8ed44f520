using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.Tests.V1;

/// <summary>The bytes of every event, written out by hand from the reference.</summary>
public sealed class RecordedEventsTests
{
    private const string Web = """{"color":true,"avatar":true,"avatar_animations":true,"tasks":true,"streaming":true,"images":true,"audio":true,"rich_text":true,"pointer_input":true,"keyboard_input":true,"clipboard":true,"max_width":0,"max_height":0}""";
    private const string Headless = """{"color":false,"avatar":false,"avatar_animations":false,"tasks":true,"streaming":true,"images":false,"audio":false,"rich_text":false,"pointer_input":false,"keyboard_input":true,"clipboard":false,"max_width":80,"max_height":24}""";

    private static readonly Guid Other = Guid.Parse("1b4e28ba-2fa1-41d2-883f-0016d3cca427");

    public static TheoryData<SurfaceEvent, string> Recorded { get; } = new()
    {
        { new Connected("evt_1", SurfaceType.Of(SurfaceKind.Web), SurfaceCapabilities.Web), $$$"""{"Connected":{"event_id":"evt_1","surface_type":"Web","capabilities":{{{Web}}}}}""" },
        { new Handshake("evt_1", 1, SurfaceType.Custom("b"), SurfaceCapabilities.Headless, "t"), $$$"""{"Handshake":{"event_id":"evt_1","protocol_version":1,"surface_type":{"Custom":"b"},"capabilities":{{{Headless}}},"auth_token":"t"}}""" },
        { new Pong(1), """{"Pong":{"seq":1}}""" },
        { new Disconnected("evt_1", null), """{"Disconnected":{"event_id":"evt_1","reason":null}}""" },
        { new Resized("evt_1", 80, 24), """{"Resized":{"event_id":"evt_1","width":80,"height":24}}""" },
        { new UserMessage("evt_1", "<a>&é\u001f\b\t\n\f\r\"\\/\u007f"), "{\"UserMessage\":{\"event_id\":\"evt_1\",\"content\":\"<a>&é\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007f\"}}" },
        { new UserCommand("evt_1", "help", []), """{"UserCommand":{"event_id":"evt_1","command":"help","args":[]}}""" },
        { new UserCommand("evt_1", "x", ["a", "b"]), """{"UserCommand":{"event_id":"evt_1","command":"x","args":["a","b"]}}""" },
        { new UserTyping(true), """{"UserTyping":{"typing":true}}""" },
        { new UserScrolled(ScrollDirection.Bottom, 3), """{"UserScrolled":{"direction":"Bottom","amount":3}}""" },
        { new AvatarClicked("evt_1"), """{"AvatarClicked":{"event_id":"evt_1"}}""" },
        { new TaskClicked("evt_1", "task_1_0"), """{"TaskClicked":{"event_id":"evt_1","task_id":"task_1_0"}}""" },
        { new MessageClicked("evt_1", "msg_1"), """{"MessageClicked":{"event_id":"evt_1","message_id":"msg_1"}}""" },
        { new MessageReceived("msg_1"), """{"MessageReceived":{"message_id":"msg_1"}}""" },
        { new RenderComplete(9), """{"RenderComplete":{"frame":9}}""" },
        { new CapabilitiesReport("evt_1", SurfaceCapabilities.Web), $$$"""{"CapabilitiesReport":{"event_id":"evt_1","capabilities":{{{Web}}}}}""" },
        { new QuitRequested("evt_1"), """{"QuitRequested":{"event_id":"evt_1"}}""" },
        { new SurfaceError("evt_1", "e", true), """{"SurfaceError":{"event_id":"evt_1","error":"e","recoverable":true}}""" },
        { new FocusConversation("evt_1", Other), """{"FocusConversation":{"event_id":"evt_1","conversation_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427"}}""" },
        { new ScrollConversation("evt_1", Other, ScrollDirection.Up, 1), """{"ScrollConversation":{"event_id":"evt_1","conversation_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427","direction":"Up","amount":1}}""" },
        { new RequestSummary("evt_1"), """{"RequestSummary":{"event_id":"evt_1"}}""" },
        { new ExitSummary("evt_1"), """{"ExitSummary":{"event_id":"evt_1"}}""" },
        { new FocusNextConversation("evt_1"), """{"FocusNextConversation":{"event_id":"evt_1"}}""" },
        { new FocusPrevConversation("evt_1"), """{"FocusPrevConversation":{"event_id":"evt_1"}}""" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void An_event_has_its_recorded_bytes(SurfaceEvent @event, string json)
    {
        Assert.Equal(json, Payload.Of(@event));
        Assert.Equal(@event, Payload.Event(json));
    }

    [Fact]
    public void Every_event_is_recorded() =>
        Assert.Equal(SurfaceEventCodec.Names.Order(), Recorded.Select(row => row.Data.Item1.GetType().Name).Distinct().Order());

    [Fact]
    public void A_handshake_never_prints_its_token()
    {
        var printed = new Handshake("evt_1", 1, default, SurfaceCapabilities.Tui, "s3cret").ToString();
        Assert.DoesNotContain("s3cret", printed, StringComparison.Ordinal);
        Assert.Contains("evt_1", printed, StringComparison.Ordinal);
    }
}
