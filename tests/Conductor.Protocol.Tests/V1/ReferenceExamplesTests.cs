using Conductor.Protocol.V1.Codec;

namespace Conductor.Protocol.Tests.V1;

/// <summary>Every example of the version 1 reference, read and written again byte for byte.</summary>
public sealed class ReferenceExamplesTests
{
    public static TheoryData<string> Messages { get; } =
    [
        """{"HandshakeAck":{"accepted":true,"connection_id":"conn-1b4e28ba-2fa1-41d2-883f-0016d3cca427","rejection_reason":null,"protocol_version":1}}""",
        """{"StateSnapshot":{"conversation_history":[{"id":"msg_4","role":"User","content":"hi","content_type":"Plain","timestamp":1767225600000}],"avatar_state":{"position":"BottomRight","mood":"Happy","size":"Medium","visible":true,"wandering":true,"current_gesture":null,"current_reaction":null},"session_info":{"session_id":"session_1767225600000_0","model":"yollayah","ready":true,"state":"Ready","created_at":1767225600000,"message_count":1}}}""",
        """{"Token":{"message_id":"msg_5","text":"Because "}}""",
        """{"StreamEnd":{"message_id":"msg_5","final_content":"Because ...","metadata":{"model_id":"yollayah","elapsed_ms":1170,"token_count":201,"tokens_per_second":171.79488,"agent_tasks_spawned":0,"files_processed":0,"bytes_processed":0,"network_involved":false,"context_hint":null}}}""",
        """{"AvatarMoveTo":{"position":{"Percent":{"x":50,"y":75}}}}""",
        """{"AvatarGesture":{"gesture":{"Peek":"Left"},"duration_ms":1000}}""",
        """{"Message":{"id":"msg_9","role":"Assistant","content":"print(1)","content_type":{"Code":{"language":"python"}}}}""",
        """{"LayoutHint":{"directive":{"ShowPanel":{"panel":"Tasks"}}}}""",
        """{"ConversationStateChanged":{"conversation_id":"00000000-0000-0000-0000-000000000000","state":{"Streaming":{"message_id":"msg_5"}}}}""",
        "\"QueryCapabilities\"",
        """{"Ping":{"seq":12}}""",
    ];

    public static TheoryData<string> Events { get; } =
    [
        """{"Handshake":{"event_id":"evt_7","protocol_version":1,"surface_type":"Tui","capabilities":{"color":true,"avatar":true,"avatar_animations":true,"tasks":true,"streaming":true,"images":false,"audio":false,"rich_text":false,"pointer_input":true,"keyboard_input":true,"clipboard":false,"max_width":0,"max_height":0},"auth_token":null}}""",
        """{"UserMessage":{"event_id":"evt_8","content":"Why is the sky blue?"}}""",
        """{"UserCommand":{"event_id":"evt_9","command":"model","args":["llama3.2"]}}""",
        """{"Connected":{"event_id":"evt_1","surface_type":{"Custom":"braille"},"capabilities":{"color":false,"avatar":false,"avatar_animations":false,"tasks":true,"streaming":true,"images":false,"audio":false,"rich_text":false,"pointer_input":false,"keyboard_input":true,"clipboard":false,"max_width":40,"max_height":1}}}""",
        """{"Pong":{"seq":12}}""",
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_written_as_it_was_read(string json) => Assert.Equal(json, Payload.Of(Payload.Message(json)));

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_as_it_was_read(string json) => Assert.Equal(json, Payload.Of(Payload.Event(json)));

    [Fact]
    public void There_are_34_messages_and_23_events()
    {
        Assert.Equal(34, ConductorMessageCodec.Names.Distinct().Count());
        Assert.Equal(23, SurfaceEventCodec.Names.Distinct().Count());
    }
}
