using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Sessions;
using Conductor.Core.Tests.Scripted;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Tests.Sessions;

public sealed class SessionTests
{
    private static Handshake Hello(uint version = 1) => new("evt_1", version, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null);

    [Fact]
    public async Task A_handshake_is_answered_in_the_order_that_surfaces_expect()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.ConnectAsync(fixture);

        await surface.Inlet.SayAsync(Hello());

        Assert.True(Assert.IsType<HandshakeAck>(await surface.NextAsync()).Accepted);
        Assert.Equal("evt_1", Assert.IsType<Ack>(await surface.NextAsync()).EventId);
        Assert.Equal(ConductorState.Ready, Assert.IsType<State>(await surface.NextAsync()).Value);
        Assert.IsType<SessionInfo>(await surface.NextAsync());
        Assert.Empty(Assert.IsType<StateSnapshot>(await surface.NextAsync()).ConversationHistory);
    }

    [Fact]
    public async Task Another_version_is_rejected_with_the_reason_and_the_connection_closed()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.ConnectAsync(fixture);

        await surface.Inlet.SayAsync(Hello(version: 7));

        var ack = Assert.IsType<HandshakeAck>(await surface.NextAsync());
        Assert.False(ack.Accepted);
        Assert.Contains("7", ack.RejectionReason, StringComparison.Ordinal);
        await surface.Closed;
    }

    [Fact]
    public async Task Nothing_is_served_before_the_handshake()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.ConnectAsync(fixture);

        await surface.SayAsync("hello?");

        Assert.Equal(NotifyLevel.Warning, Assert.IsType<Notify>(await surface.NextAsync()).Level);
        Assert.False(host.WasAsked);
    }

    [Fact]
    public async Task A_surface_that_never_shakes_hands_is_let_go()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.ConnectAsync(fixture);

        fixture.Time.Advance(new SurfaceOptions().HandshakeTimeout);

        await surface.Closed;
    }

    [Fact]
    public async Task A_chat_turn_looks_as_version_one_looks()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.GreetedAsync(fixture);

        await surface.SayAsync("hi");
        (await host.NextRunAsync()).Say("Good ", "day").End();

        Assert.IsType<Ack>(await surface.NextAsync());
        var said = Assert.IsType<Message>(await surface.NextAsync());
        Assert.Equal((Role.User, "hi"), (said.Role, said.Content));
        Assert.Equal(ConductorState.Thinking, Assert.IsType<State>(await surface.NextAsync()).Value);
        Assert.Equal(ConductorState.Responding, Assert.IsType<State>(await surface.NextAsync()).Value);
        Assert.Equal("Good ", Assert.IsType<Token>(await surface.NextAsync()).Text);
        Assert.Equal("day", Assert.IsType<Token>(await surface.NextAsync()).Text);
        var end = Assert.IsType<StreamEnd>(await surface.NextAsync());
        Assert.Equal(("Good day", "m", 2u), (end.FinalContent, end.Metadata.ModelId, end.Metadata.TokenCount));
        Assert.Equal(ConductorState.Ready, Assert.IsType<State>(await surface.NextAsync()).Value);
    }

    [Fact]
    public async Task A_cut_answer_is_a_stream_error()
    {
        var host = new ScriptedHost("m");
        await using var fixture = ConductorFixture.Once(host);
        var surface = await MemorySurface.GreetedAsync(fixture);

        await surface.SayAsync("hi");
        (await host.NextRunAsync()).Say("Goo").End(Core.Streams.StreamEnd.BackendCut, "The host hung up.");

        var (text, end) = await surface.AnswerAsync();
        Assert.Equal(("Goo", "The host hung up."), (text, Assert.IsType<StreamError>(end).Error));
    }

    [Fact]
    public async Task The_model_gets_the_conversation_and_the_persons_words_once()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.GreetedAsync(fixture);
        await surface.SayAsync("one");
        (await host.NextRunAsync()).Say("first").End();
        await surface.AnswerAsync();

        await surface.SayAsync("two");
        var messages = (await host.NextRunAsync()).Request.Messages;

        Assert.Equal([("user", "one"), ("assistant", "first"), ("user", "two")], messages.Select(message => (message.Role, message.Content)));
    }

    [Fact]
    public async Task A_second_message_waits_for_the_answer_to_the_first()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.GreetedAsync(fixture);
        await surface.SayAsync("one");
        var first = await host.NextRunAsync();
        await surface.SayAsync("two");
        first.Say("first").End();

        var second = await host.NextRunAsync();
        Assert.Equal("first", second.Request.Messages[1].Content);
        second.Say("second").End();

        Assert.Equal("first", (await surface.AnswerAsync()).Text);
        Assert.Equal("second", (await surface.AnswerAsync()).Text);
    }

    [Fact]
    public async Task Another_surface_sees_the_conversation_and_the_answer_that_is_under_way()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var first = await MemorySurface.GreetedAsync(fixture);
        await first.SayAsync("hi");
        var run = (await host.NextRunAsync()).Say("Good ");
        await first.UntilAsync<Token>();

        var second = await MemorySurface.GreetedAsync(fixture);
        run.Say("day").End();

        Assert.Equal("Good day", (await second.AnswerAsync()).Text);
        Assert.Equal("day", (await first.AnswerAsync()).Text);
    }

    [Fact]
    public async Task A_host_that_keeps_its_first_token_delays_nobody_else()
    {
        var (slow, quick) = (new ScriptedHost("slow"), new ScriptedHost("quick"));
        await using var fixture = new ConductorFixture(slow, quick);
        var first = await MemorySurface.GreetedAsync(fixture);
        await first.Inlet.SayAsync(new UserCommand("evt_3", "model", ["slow"]));
        await first.SayAsync("hi");
        await slow.NextRunAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(10));

        await MemorySurface.GreetedAsync(fixture);
        var turn = await fixture.StartAsync("quick");
        (await quick.NextRunAsync()).Say("here").End();

        Assert.True((await Waiting.EndOfAsync(turn.Log)).IsWhole);
    }

    [Fact]
    public async Task A_burst_arrives_whole_at_the_reader_and_later_at_the_one_that_did_not_read()
    {
        const int Tokens = 20_000;
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var (reading, stalled) = (await MemorySurface.GreetedAsync(fixture), await MemorySurface.GreetedAsync(fixture));
        stalled.StopReading();

        await reading.SayAsync("burst");
        var run = await host.NextRunAsync();
        var texts = Enumerable.Range(0, Tokens).Select(i => $"t{i} ").ToArray();
        run.Say(texts).End();

        Assert.Equal(string.Concat(texts), (await reading.AnswerAsync()).Text);
        stalled.ReadAgain();
        var (text, end) = await stalled.AnswerAsync();
        Assert.Equal(string.Concat(texts), text);
        Assert.IsType<StreamEnd>(end);
    }

    [Fact]
    public async Task A_surface_that_reads_nothing_ends_itself_and_nobody_else()
    {
        await using var fixture = new ConductorFixture(new ConductorPlan
        {
            Fleet = ConductorFixture.Fleet(new BackendPlan(), new ScriptedHost("m")),
            Surfaces = new SurfaceOptions { OutboxLimit = 100 },
        });
        var (deaf, other) = (await MemorySurface.GreetedAsync(fixture), await MemorySurface.GreetedAsync(fixture));
        deaf.StopReading();

        for (var i = 0; i < 200 && !deaf.Inlet.IsClosed; i++)
            await deaf.Inlet.SayAsync(new Resized($"evt_{i}", 80, 24));

        await deaf.Closed;
        await other.Inlet.SayAsync(new Resized("evt_x", 80, 24));
        Assert.Equal("evt_x", (await other.UntilAsync<Ack>()).EventId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("bell\u0007")]
    public async Task A_message_that_cannot_be_taken_is_said_to_be(string content)
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.GreetedAsync(fixture);

        await surface.SayAsync(content);

        Assert.Equal(NotifyLevel.Warning, (await surface.UntilAsync<Notify>()).Level);
        Assert.False(host.WasAsked);
    }

    [Fact]
    public async Task Quit_ends_this_surface_and_no_other()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var (leaving, staying) = (await MemorySurface.GreetedAsync(fixture), await MemorySurface.GreetedAsync(fixture));

        await leaving.Inlet.SayAsync(new QuitRequested("evt_9"));

        await leaving.UntilAsync<Quit>();
        await leaving.Closed;
        await staying.Inlet.SayAsync(new Resized("evt_x", 80, 24));
        Assert.Equal("evt_x", (await staying.UntilAsync<Ack>()).EventId);
    }

    [Fact]
    public async Task A_repeated_handshake_is_answered_like_the_first()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.GreetedAsync(fixture);
        await surface.SayAsync("hi");
        (await host.NextRunAsync()).Say("day").End();
        await surface.AnswerAsync();
        await surface.UntilAsync<State>();

        await surface.Inlet.SayAsync(Hello());

        Assert.True(Assert.IsType<HandshakeAck>(await surface.NextAsync()).Accepted);
        Assert.IsType<Ack>(await surface.NextAsync());
        var snapshot = await surface.UntilAsync<StateSnapshot>();
        Assert.Equal(["hi", "day"], snapshot.ConversationHistory.Select(message => message.Content));
    }

    [Fact]
    public async Task A_connection_of_version_one_stays_one()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.GreetedAsync(fixture);

        await surface.Inlet.SayAsync(Hello(version: 2));

        Assert.False(Assert.IsType<HandshakeAck>(await surface.NextAsync()).Accepted);
        await surface.SayAsync("   ");
        Assert.Equal(NotifyLevel.Warning, (await surface.UntilAsync<Notify>()).Level);
    }

    [Fact]
    public async Task A_surface_of_version_one_that_answers_no_ping_is_let_go()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.GreetedAsync(fixture);
        var options = new SurfaceOptions();
        fixture.Time.Advance(options.PingInterval);
        var first = await surface.UntilAsync<Ping>();
        await surface.Inlet.SayAsync(new Pong(first.Seq));
        await surface.Inlet.SayAsync(new Resized("evt_r", 80, 24));
        await surface.UntilAsync<Ack>();
        fixture.Time.Advance(options.PingInterval);

        for (var seq = 2UL; seq <= 4; seq++)
        {
            fixture.Time.Advance(options.PingInterval);
            Assert.Equal(seq, (await surface.UntilAsync<Ping>()).Seq);
        }
        fixture.Time.Advance(options.PingInterval);

        await surface.Closed;
    }

    [Fact]
    public async Task Who_is_connected_when_the_conductor_stops_is_told_when_to_come_back()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var (old, current) = (await MemorySurface.GreetedAsync(fixture), await SecondSurface.GreetedAsync(fixture));
        await old.SayAsync("hi");
        var run = await host.NextRunAsync();

        var stopping = fixture.Conductor.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2000u, (await current.UntilAsync<Protocol.V2.Messages.GoAway>()).ReconnectAfterMs);
        Assert.Equal("The conductor is being stopped.", (await old.UntilAsync<Notify>()).Message);
        run.Say("day").End();
        Assert.Equal("day", (await old.AnswerAsync()).Text);
        await stopping;
    }

    [Fact]
    public async Task Another_conversation_comes_to_the_front_and_prompts_go_there()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var (surface, other) = (await MemorySurface.GreetedAsync(fixture), await SecondSurface.GreetedAsync(fixture));
        var id = Guid.CreateVersion7();
        await other.SayAsync(new Protocol.V2.Messages.NewConversation(id, "Physics", null, null));
        await other.UntilAsync<Protocol.V2.Messages.Accepted>();

        await surface.Inlet.SayAsync(new FocusNextConversation("evt_f"));
        Assert.Equal(id, (await surface.UntilAsync<ConversationFocused>()).ConversationId);
        await surface.UntilAsync<StateSnapshot>();
        await surface.SayAsync("Why?");
        (await host.NextRunAsync()).Say("Because.").End();
        Assert.Equal("Because.", (await surface.AnswerAsync()).Text);

        await surface.Inlet.SayAsync(new FocusPrevConversation("evt_p"));
        Assert.Equal(Guid.Empty, (await surface.UntilAsync<ConversationFocused>()).ConversationId);
        Assert.Empty((await surface.UntilAsync<StateSnapshot>()).ConversationHistory);
        await surface.Inlet.SayAsync(new RequestSummary("evt_s"));
        var summary = await surface.UntilAsync<SummaryReady>();
        // How many messages is counted once they are kept, which the end of an answer does not wait for.
        Assert.StartsWith("Physics: ", summary.Summary, StringComparison.Ordinal);
        Assert.Contains(id, summary.SubConversations);
    }

    [Fact]
    public async Task A_conversation_that_is_not_there_is_said_to_be_missing()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.GreetedAsync(fixture);

        await surface.Inlet.SayAsync(new FocusConversation("evt_f", Guid.CreateVersion7()));

        Assert.Equal(NotifyLevel.Warning, (await surface.UntilAsync<Notify>()).Level);
        await surface.Inlet.SayAsync(new TaskClicked("evt_t", "task_1"));
        Assert.Equal("task_1", (await surface.UntilAsync<TaskFocus>()).TaskId);
    }

    [Fact]
    public async Task Only_an_empty_conversation_is_said_to_be_empty()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.GreetedAsync(fixture);
        foreach (var words in (string[])["one", "two"])
        {
            await surface.SayAsync(words);
            (await host.NextRunAsync()).Say("yes").End();
            await surface.AnswerAsync();
        }
        var retrier = await SecondSurface.GreetedAsync(fixture);

        await retrier.RetryLastAsync();
        var kept = await surface.UntilAsync<StateSnapshot>();
        Assert.Equal(["one", "yes", "two"], kept.ConversationHistory.Select(message => message.Content));
        (await host.NextRunAsync()).Say("no").End();
        Assert.Equal("no", (await surface.AnswerAsync()).Text);

        await surface.Inlet.SayAsync(new UserCommand("evt_c", "clear", []));
        Assert.Equal("The conversation is empty.", (await surface.UntilAsync<Notify>()).Message);
        Assert.Empty((await surface.UntilAsync<StateSnapshot>()).ConversationHistory);
    }

    [Fact]
    public async Task A_garbled_frame_is_answered_and_the_session_goes_on_where_it_can()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.GreetedAsync(fixture);

        await surface.Inlet.GarbledAsync("unknown variant `Foo`", canGoOn: true);
        Assert.Equal((NotifyLevel.Error, "unknown variant `Foo`"), await NotifiedAsync());
        await surface.Inlet.GarbledAsync("the checksum is wrong", canGoOn: false);
        Assert.Equal((NotifyLevel.Error, "the checksum is wrong"), await NotifiedAsync());
        await surface.Closed;

        async Task<(NotifyLevel, string)> NotifiedAsync()
        {
            var notify = await surface.UntilAsync<Notify>();
            return (notify.Level, notify.Message);
        }
    }

    [Fact]
    public async Task A_surface_that_leaves_in_the_middle_of_a_write_is_not_written_to_any_more()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var surface = await MemorySurface.GreetedAsync(fixture);
        surface.StopReading();
        await surface.Inlet.SayAsync(new Resized("evt_3", 80, 24));
        await surface.UntilAsync<Ack>();

        surface.Inlet.Left();

        await surface.GivenUp;
    }

    [Fact]
    public async Task Who_speaks_too_fast_is_slowed_down_and_then_told_to_wait()
    {
        await using var fixture = new ConductorFixture(new ConductorPlan
        {
            Fleet = ConductorFixture.Fleet(new BackendPlan(), new ScriptedHost("m")),
            Surfaces = new SurfaceOptions { MessagesPerSecond = 10, Burst = 1 },
        });
        var surface = await MemorySurface.GreetedAsync(fixture);

        for (var i = 1; i <= 4; i++)
            await surface.Inlet.SayAsync(new UserCommand($"evt_{i}", "help", []));

        Assert.Equal(NotifyLevel.Info, (await surface.UntilAsync<Notify>()).Level);
        Assert.Equal("evt_4", (await surface.UntilAsync<Ack>()).EventId);
        Assert.StartsWith("More than 10 messages per second.", (await surface.UntilAsync<Notify>()).Message, StringComparison.Ordinal);
        // The two before it wait by now.
        fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal("evt_2", (await surface.UntilAsync<Ack>()).EventId);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal("evt_3", (await surface.UntilAsync<Ack>()).EventId);
    }
}
