using Conductor.Protocol.Avatar;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.Tests.V1;

/// <summary>The bytes of every message, written out by hand from the reference.</summary>
public sealed class RecordedMessagesTests
{
    private static readonly Guid Main = Guid.Empty;
    private static readonly Guid Other = Guid.Parse("1b4e28ba-2fa1-41d2-883f-0016d3cca427");

    public static TheoryData<ConductorMessage, string> Recorded { get; } = new()
    {
        { new Message("msg_1", Role.System, "hi"), """{"Message":{"id":"msg_1","role":"System","content":"hi","content_type":"Plain"}}""" },
        { new Message("msg_1", Role.User, "x", ContentType.Code(null)), """{"Message":{"id":"msg_1","role":"User","content":"x","content_type":{"Code":{"language":null}}}}""" },
        { new Message("msg_1", Role.Assistant, "x", ContentType.Of(ContentKind.Markdown)), """{"Message":{"id":"msg_1","role":"Assistant","content":"x","content_type":"Markdown"}}""" },
        { new Token("msg_1", ""), """{"Token":{"message_id":"msg_1","text":""}}""" },
        {
            new StreamEnd("msg_1", "all", new ResponseMetadata { ElapsedMs = 1, TokensPerSecond = 12 }),
            """{"StreamEnd":{"message_id":"msg_1","final_content":"all","metadata":{"model_id":null,"elapsed_ms":1,"token_count":0,"tokens_per_second":12.0,"agent_tasks_spawned":0,"files_processed":0,"bytes_processed":0,"network_involved":false,"context_hint":null}}}"""
        },
        { new StreamError("msg_1", "gone"), """{"StreamError":{"message_id":"msg_1","error":"gone"}}""" },
        { new ConversationCreated(Other, "qa-engineer"), """{"ConversationCreated":{"conversation_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427","agent_name":"qa-engineer"}}""" },
        { new ConversationFocused(Main), """{"ConversationFocused":{"conversation_id":"00000000-0000-0000-0000-000000000000"}}""" },
        { new ConversationStateChanged(Other, ConversationState.Of(ConversationPhase.WaitingForAgent)), """{"ConversationStateChanged":{"conversation_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427","state":"WaitingForAgent"}}""" },
        { new ConversationStreamToken(Other, "msg_2", "t"), """{"ConversationStreamToken":{"conversation_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427","message_id":"msg_2","token":"t"}}""" },
        {
            new ConversationStreamEnd(Other, "msg_2", "t", ResponseMetadata.None),
            """{"ConversationStreamEnd":{"conversation_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427","message_id":"msg_2","final_content":"t","metadata":{"model_id":null,"elapsed_ms":0,"token_count":0,"tokens_per_second":null,"agent_tasks_spawned":0,"files_processed":0,"bytes_processed":0,"network_involved":false,"context_hint":null}}}"""
        },
        { new SummaryReady(Main, "s", [Other]), """{"SummaryReady":{"conversation_id":"00000000-0000-0000-0000-000000000000","summary":"s","sub_conversations":["1b4e28ba-2fa1-41d2-883f-0016d3cca427"]}}""" },
        { new ConversationRemoved(Other), """{"ConversationRemoved":{"conversation_id":"1b4e28ba-2fa1-41d2-883f-0016d3cca427"}}""" },
        { new AvatarMoveTo(Position.Of(PositionKind.Follow)), """{"AvatarMoveTo":{"position":"Follow"}}""" },
        { new AvatarMood(Mood.Curious), """{"AvatarMood":{"mood":"Curious"}}""" },
        { new AvatarSize(AvatarScale.Large), """{"AvatarSize":{"size":"Large"}}""" },
        { new AvatarGesture(Gesture.Of(GestureKind.Wave), 1500), """{"AvatarGesture":{"gesture":"Wave","duration_ms":1500}}""" },
        { new AvatarReact(Reaction.Tada, 0), """{"AvatarReact":{"reaction":"Tada","duration_ms":0}}""" },
        { new AvatarVisibility(false), """{"AvatarVisibility":{"visible":false}}""" },
        { new AvatarWander(true), """{"AvatarWander":{"enabled":true}}""" },
        { new AvatarPointAt(100, 0), """{"AvatarPointAt":{"x_percent":100,"y_percent":0}}""" },
        { new TaskCreated("task_1_0", "qa-engineer", "test"), """{"TaskCreated":{"task_id":"task_1_0","agent":"qa-engineer","description":"test"}}""" },
        { new TaskUpdated("task_1_0", 50, null), """{"TaskUpdated":{"task_id":"task_1_0","progress":50,"status_message":null}}""" },
        { new TaskCompleted("task_1_0", "done"), """{"TaskCompleted":{"task_id":"task_1_0","summary":"done"}}""" },
        { new TaskFailed("task_1_0", "no"), """{"TaskFailed":{"task_id":"task_1_0","error":"no"}}""" },
        { new TaskFocus("task_1_0"), """{"TaskFocus":{"task_id":"task_1_0"}}""" },
        { new LayoutHint(new HidePanel(PanelId.Developer)), """{"LayoutHint":{"directive":{"HidePanel":{"panel":"Developer"}}}}""" },
        { new LayoutHint(new FocusInput()), """{"LayoutHint":{"directive":"FocusInput"}}""" },
        { new LayoutHint(new ScrollToMessage("msg_1")), """{"LayoutHint":{"directive":{"ScrollToMessage":{"message_id":"msg_1"}}}}""" },
        { new LayoutHint(new ScrollToTask("task_1_0")), """{"LayoutHint":{"directive":{"ScrollToTask":{"task_id":"task_1_0"}}}}""" },
        { new LayoutHint(new ToggleDeveloperMode()), """{"LayoutHint":{"directive":"ToggleDeveloperMode"}}""" },
        { new Notify(NotifyLevel.Success, null, "ok"), """{"Notify":{"level":"Success","title":null,"message":"ok"}}""" },
        { new State(ConductorState.ShuttingDown), """{"State":{"state":"ShuttingDown"}}""" },
        { new QueryCapabilities(), "\"QueryCapabilities\"" },
        { new Ack("evt_1"), """{"Ack":{"event_id":"evt_1"}}""" },
        { new SessionInfo("session_1_0", "eliza", true), """{"SessionInfo":{"session_id":"session_1_0","model":"eliza","ready":true}}""" },
        { new Quit(null), """{"Quit":{"message":null}}""" },
        { new HandshakeAck(false, "conn-1", "version 9", 1), """{"HandshakeAck":{"accepted":false,"connection_id":"conn-1","rejection_reason":"version 9","protocol_version":1}}""" },
        { new Ping(ulong.MaxValue), """{"Ping":{"seq":18446744073709551615}}""" },
        {
            new StateSnapshot([], new AvatarSnapshot { CurrentGesture = Gesture.Peek(PeekSide.Top), CurrentReaction = Reaction.Hmm }, new SessionSnapshot("s", "m", false, ConductorState.Thinking, 1, 2)),
            """{"StateSnapshot":{"conversation_history":[],"avatar_state":{"position":"BottomRight","mood":"Happy","size":"Medium","visible":true,"wandering":true,"current_gesture":{"Peek":"Top"},"current_reaction":"Hmm"},"session_info":{"session_id":"s","model":"m","ready":false,"state":"Thinking","created_at":1,"message_count":2}}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_message_has_its_recorded_bytes(ConductorMessage message, string json)
    {
        Assert.Equal(json, Payload.Of(message));
        Assert.Equal(message, Payload.Message(json));
    }

    [Fact]
    public void Every_message_is_recorded() =>
        Assert.Equal(ConductorMessageCodec.Names.Order(), Recorded.Select(row => row.Data.Item1.GetType().Name).Distinct().Order());
}
