using Conductor.Core.Tests.Scripted;
using Conductor.Protocol.V1.Messages;
using Accepted = Conductor.Protocol.V2.Messages.Accepted;
using DeleteConversation = Conductor.Protocol.V2.Messages.DeleteConversation;
using NewConversation = Conductor.Protocol.V2.Messages.NewConversation;
using Prompt = Conductor.Protocol.V2.Messages.Prompt;

namespace Conductor.Core.Tests.Sessions;

/// <summary>A surface of version 1 that goes from one conversation to another.</summary>
public sealed class ManyConversationsTests : IAsyncLifetime
{
    private readonly ScriptedHost _host = new("m");
    private readonly Guid _physics = Guid.CreateVersion7();
    private ConductorFixture _fixture = null!;
    private MemorySurface _surface = null!;
    private SecondSurface _other = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = new ConductorFixture(_host);
        _surface = await MemorySurface.GreetedAsync(_fixture);
        _other = await SecondSurface.GreetedAsync(_fixture);
        await _other.SayAsync(new NewConversation(_physics, "Physics", null, null));
        await _other.UntilAsync<Accepted>();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Whoever_begins_or_deletes_a_conversation_every_surface_hears_of_it()
    {
        Assert.Equal(new ConversationCreated(_physics, null), await _surface.UntilAsync<ConversationCreated>());

        await _other.SayAsync(new DeleteConversation(Guid.CreateVersion7(), _physics));

        Assert.Equal(new ConversationRemoved(_physics), await _surface.UntilAsync<ConversationRemoved>());
    }

    [Fact]
    public async Task When_the_one_in_front_is_deleted_the_main_one_comes_there()
    {
        await FocusAsync(_physics);

        await _other.SayAsync(new DeleteConversation(Guid.CreateVersion7(), _physics));

        Assert.Equal(_physics, (await _surface.UntilAsync<ConversationRemoved>()).ConversationId);
        Assert.Equal(Guid.Empty, (await _surface.UntilAsync<ConversationFocused>()).ConversationId);
    }

    [Fact]
    public async Task An_answer_that_goes_behind_goes_on_there_from_where_it_was()
    {
        await _surface.SayAsync("Count.");
        var run = (await _host.NextRunAsync()).Say("one ");
        Assert.Equal("one ", (await _surface.UntilAsync<Token>()).Text);

        await FocusAsync(_physics);
        run.Say("two ").Say("[yolla:wa", "ve][yolla:task start coder Build it]").End();

        var begun = await _surface.UntilAsync<ConversationStateChanged>();
        Assert.Equal((Guid.Empty, ConversationPhase.Streaming), (begun.ConversationId, begun.State.Phase));
        var token = await _surface.UntilAsync<ConversationStreamToken>();
        Assert.Equal((Guid.Empty, begun.State.MessageId, "two "), (token.ConversationId, token.MessageId, token.Token));
        var rest = new List<ConductorMessage>();
        while (rest is not [.., ConversationStateChanged])
            rest.Add(await _surface.NextAsync());
        // The avatar is of the conversation in front; a task is of the whole.
        Assert.Empty(rest.OfType<AvatarGesture>());
        Assert.Equal("Build it", Assert.Single(rest.OfType<TaskCreated>()).Description);
        var end = Assert.Single(rest.OfType<ConversationStreamEnd>());
        Assert.Equal((Guid.Empty, "one two "), (end.ConversationId, end.FinalContent));
        Assert.Equal(ConversationPhase.Idle, ((ConversationStateChanged)rest[^1]).State.Phase);
    }

    [Fact]
    public async Task What_is_asked_behind_by_others_is_told_under_its_name_and_in_front_again_as_before()
    {
        await FocusAsync(_physics);
        await _other.SayAsync(new Prompt(Guid.CreateVersion7(), Guid.Empty, "Why?", null, default, []));
        var run = (await _host.NextRunAsync()).Say("Be");
        Assert.Equal("Be", (await _surface.UntilAsync<ConversationStreamToken>()).Token);

        await FocusAsync(Guid.Empty);
        run.Say("cause.").End();

        Assert.Equal("Because.", (await _surface.AnswerAsync()).Text);
        await _surface.SayAsync("hi");
        (await _host.NextRunAsync()).Say("ho").End();
        Assert.Equal("ho", (await _surface.AnswerAsync()).Text);
    }

    [Fact]
    public async Task An_answer_that_fails_behind_leaves_its_conversation_in_error()
    {
        await _surface.SayAsync("Count.");
        var run = (await _host.NextRunAsync()).Say("one ");
        await _surface.UntilAsync<Token>();
        await FocusAsync(_physics);
        Assert.Equal(ConversationPhase.Streaming, (await _surface.UntilAsync<ConversationStateChanged>()).State.Phase);

        run.End(Core.Streams.StreamEnd.LengthLimit);
        await _surface.UntilAsync<ConversationStreamEnd>();
        Assert.Equal(ConversationPhase.Idle, (await _surface.UntilAsync<ConversationStateChanged>()).State.Phase);

        await _other.SayAsync(new Prompt(Guid.CreateVersion7(), Guid.Empty, "Again.", null, default, []));
        (await _host.NextRunAsync()).End(Core.Streams.StreamEnd.BackendRefused, "No.");
        Assert.Equal(ConversationPhase.Streaming, (await _surface.UntilAsync<ConversationStateChanged>()).State.Phase);
        Assert.Equal(ConversationPhase.Error, (await _surface.UntilAsync<ConversationStateChanged>()).State.Phase);
    }

    [Fact]
    public async Task Leaving_the_summary_names_the_conversation_in_front()
    {
        await FocusAsync(_physics);

        await _surface.Inlet.SayAsync(new ExitSummary("evt_x"));

        Assert.Equal(_physics, (await _surface.UntilAsync<ConversationFocused>()).ConversationId);
    }

    [Fact]
    public async Task A_surface_whose_person_types_is_shown_as_listening_until_they_stop()
    {
        await _surface.Inlet.SayAsync(new UserTyping(true));
        await _surface.Inlet.SayAsync(new UserTyping(true));
        Assert.Equal(ConductorState.Listening, (await _surface.UntilAsync<State>()).Value);
        await _surface.Inlet.SayAsync(new UserTyping(false));
        Assert.Equal(ConductorState.Ready, (await _surface.UntilAsync<State>()).Value);
    }

    private async Task FocusAsync(Guid id)
    {
        await _surface.Inlet.SayAsync(new FocusConversation("evt_f", id));
        // What is told of the one behind may come between this and the snapshot.
        Assert.Equal(id, (await _surface.UntilAsync<ConversationFocused>()).ConversationId);
    }
}
