using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Tests.Journal;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Conversations;

/// <summary>Somebody comes to a conversation in which nothing was said.</summary>
public sealed class GreetingTests
{
    private const string Wanted = "Greet whoever comes.";

    private static readonly WarmUpPlan Greet = new() { Greeting = Wanted };

    [Fact]
    public async Task Nobody_is_greeted_unless_the_operator_wants_it()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk());
        var conversation = await conductor.BeginAsync();
        await AttachAsync(conductor, conversation);

        Assert.Equal(0, conductor.Conductor.Greetings);
        await conductor.SayAsync(conversation, "hi");
        Assert.Equal("hi", (await conductor.Host.NextRunAsync()).Request.Messages[^1].Content);
    }

    [Fact]
    public async Task The_model_greets_and_what_it_says_is_the_first_message_for_good()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), warmUp: Greet);
        var conversation = await conductor.BeginAsync(system: "Be brief.");
        await AttachAsync(conductor, conversation);
        var writing = await conductor.Host.NextRunAsync();
        Assert.Equal(["Be brief.", Wanted], writing.Request.Messages.Select(message => message.Content));
        Assert.Equal(1, conductor.Conductor.Greetings);
        writing.Say("Good ", "evening.").End();

        var said = Assert.Single(await conductor.SaidAsync(conversation, 1));
        Assert.Equal(("assistant", "Good evening."), (said.Role, said.Content));
        Assert.Equal(0, conductor.Conductor.Greetings);
        await conductor.SayAsync(conversation, "hi");
        var run = await conductor.Host.NextRunAsync();
        Assert.Equal(["Be brief.", "Good evening.", "hi"], run.Request.Messages.Select(message => message.Content));
        await using var after = conductor.Die();
        Assert.Equal("Good evening.", (await after.SaidAsync(conversation, 1))[0].Content);
    }

    [Fact]
    public async Task Whoever_says_something_first_does_not_wait_for_the_greeting()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), warmUp: Greet);
        var conversation = await conductor.BeginAsync();
        await AttachAsync(conductor, conversation);
        var writing = await conductor.Host.NextRunAsync();
        writing.Say("Good ");

        await conductor.SayAsync(conversation, "hi");
        await writing.Cancelled;

        (await conductor.Host.NextRunAsync()).Say("hello").End();
        Assert.Equal(["hi", "hello"], (await conductor.SaidAsync(conversation, 2)).Select(message => message.Content));
        Assert.Equal(0, conductor.Conductor.Greetings);
    }

    [Fact]
    public async Task Work_from_elsewhere_pushes_the_greeting_aside()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), warmUp: Greet);
        await AttachAsync(conductor, await conductor.BeginAsync());
        var writing = await conductor.Host.NextRunAsync();

        await conductor.SayAsync(await conductor.BeginAsync(), "hi");
        await writing.Cancelled;

        Assert.Equal("hi", (await conductor.Host.NextRunAsync()).Request.Messages[^1].Content);
    }

    [Fact]
    public async Task A_conversation_in_which_something_was_said_greets_nobody()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), warmUp: Greet);
        var conversation = await conductor.BeginAsync();
        await conductor.SayAsync(conversation, "hi");
        (await conductor.Host.NextRunAsync()).Say("hello").End();
        await conductor.SaidAsync(conversation, 2);

        await AttachAsync(conductor, conversation);

        Assert.Equal(0, conductor.Conductor.Greetings);
        Assert.False(conductor.Host.WasAsked);
    }

    private static async Task AttachAsync(KeptConductor conductor, Guid conversation) =>
        Assert.IsType<SurfaceAttached>(await conductor.AskAsync(new ToConversation(conversation, new AttachSurface(Guid.Empty, null, 10))));
}
