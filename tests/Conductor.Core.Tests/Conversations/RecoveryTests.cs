using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Embedded;
using Conductor.Core.Ports;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Journal;
using Conductor.Core.Tests.Scripted;
using Conductor.Protocol.Errors;
using Conductor.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Core.Tests.Conversations;

/// <summary>What becomes of conversations when their conductor dies, or its disk takes nothing more.</summary>
public sealed class RecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_said_and_answered_is_there_after_a_crash()
    {
        await using var before = new KeptConductor(new SimulatedDisk());
        var conversation = await before.BeginAsync("The sky");
        await before.SayAsync(conversation, "Why is it blue?");
        (await before.Host.NextRunAsync()).Say("Scat", "tering.").End();
        await before.SaidAsync(conversation, 2);

        await using var after = before.Die();
        var said = await after.SaidAsync(conversation, 2);
        await after.SayAsync(conversation, "And red?");
        var run = await after.Host.NextRunAsync();

        Assert.Equal([("user", "Why is it blue?"), ("assistant", "Scattering.")], said.Select(entry => (entry.Role, entry.Content)));
        Assert.Equal(["Why is it blue?", "Scattering.", "And red?"], run.Request.Messages.Select(message => message.Content));
        Assert.Equal(4, (await after.SaidAsync(conversation, 3)).Select(entry => entry.Id).Append("end").Distinct().Count());
    }

    [Fact]
    public async Task An_answer_that_a_crash_interrupts_is_asked_again_once_and_comes_whole()
    {
        await using var before = new KeptConductor(new SimulatedDisk());
        var conversation = await before.BeginAsync();
        await before.SayAsync(conversation, "Tell me");
        (await before.Host.NextRunAsync()).Say([.. Enumerable.Repeat("word ", 100)]);
        await CheckpointAsync(before, conversation);

        await using var after = before.Die();
        var run = await after.Host.NextRunAsync();
        run.Say([.. Enumerable.Repeat("word ", 120)]).End();
        var said = await after.SaidAsync(conversation, 2);

        Assert.Equal("Tell me", Assert.Single(run.Request.Messages).Content);
        Assert.Equal(string.Concat(Enumerable.Repeat("word ", 120)), said[1].Content);
        Assert.False(after.Host.WasAsked);
        Assert.Equal(0, (await OutlineAsync(after, conversation)).OpenTurns);
    }

    [Fact]
    public async Task Or_it_ends_as_lost_with_what_was_saved_when_that_is_the_policy()
    {
        await using var before = new KeptConductor(new SimulatedDisk());
        var conversation = await before.BeginAsync();
        await before.SayAsync(conversation, "Tell me");
        (await before.Host.NextRunAsync()).Say([.. Enumerable.Repeat("word ", 100)]);
        await CheckpointAsync(before, conversation);

        await using var after = before.Die(new SavingOptions { Recovery = RecoveryPolicy.NodeLost });
        var said = await after.SaidAsync(conversation, 2);

        Assert.Equal(StreamEnd.NodeLost, said[1].End);
        Assert.StartsWith("word word ", said[1].Content, StringComparison.Ordinal);
        Assert.False(after.Host.WasAsked);
    }

    [Fact]
    public async Task Prompts_that_waited_are_answered_after_a_crash_each_once_and_in_order()
    {
        await using var before = new KeptConductor(new SimulatedDisk());
        var conversation = await before.BeginAsync();
        foreach (var words in (string[])["one", "two", "three"])
            await before.SayAsync(conversation, words);
        await before.Host.NextRunAsync();

        await using var after = before.Die();
        foreach (var words in (string[])["one", "two", "three"])
        {
            var run = await after.Host.NextRunAsync();
            Assert.Equal(words, run.Request.Messages[^1].Content);
            run.Say($"answer to {words}").End();
        }

        Assert.Equal(["one", "answer to one", "two", "answer to two", "three", "answer to three"], (await after.SaidAsync(conversation, 6)).Select(entry => entry.Content));
        Assert.False(after.Host.WasAsked);
    }

    [Fact]
    public async Task A_repeated_order_is_answered_as_the_first_time_before_and_after_a_crash()
    {
        await using var before = new KeptConductor(new SimulatedDisk());
        var (conversation, order) = (await before.BeginAsync(), Guid.CreateVersion7());
        var first = await before.SayAsync(conversation, "once", order);
        // More orders than an actor remembers: the log still knows the first.
        for (var i = 0; i < 300; i++)
            await before.AcceptedAsync(new ToConversation(conversation, new RenameConversation(Guid.CreateVersion7(), $"t{i}")));
        var second = await before.SayAsync(conversation, "once", order);

        await using var after = before.Die();
        var third = await after.SayAsync(conversation, "once", order);

        Assert.False(first.IsDuplicate);
        Assert.Equal(first with { IsDuplicate = true }, second);
        Assert.Equal(second, third);
        Assert.Single(await after.SaidAsync(conversation, 1));
    }

    [Fact]
    public async Task Who_asks_for_an_open_turn_before_its_conversation_is_loaded_is_told_where_it_is()
    {
        await using var before = new KeptConductor(new SimulatedDisk());
        var conversation = await before.BeginAsync();
        var accepted = await before.SayAsync(conversation, "Tell me");
        await before.Host.NextRunAsync();

        await using var after = before.Die();
        var question = new ShowTurn(Guid.CreateVersion7(), accepted.Turn!.Value);

        Assert.Equal(new TurnIsOpen(question.CommandId), await after.AskAsync(new ToConversation(conversation, question)));
    }

    [Fact]
    public async Task A_conversation_that_nobody_needs_is_let_go_and_comes_back_as_it_was()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk());
        var conversation = await conductor.BeginAsync("kept");
        await conductor.SayAsync(conversation, "hello");
        (await conductor.Host.NextRunAsync()).Say("hi").End();
        await conductor.SaidAsync(conversation, 2);
        var path = conductor.Conductor.Root.Path / "conversations" / conversation.ToString("D");

        await LookAsync(async () =>
        {
            conductor.Time.Advance(TimeSpan.FromMinutes(1));
            return !await IsThereAsync(conductor, path.ToString());
        });
        await conductor.SayAsync(conversation, "and again");

        Assert.Equal(["hello", "hi", "and again"], (await conductor.Host.NextRunAsync()).Request.Messages.Select(message => message.Content));
    }

    [Fact]
    public async Task A_full_disk_refuses_what_is_new_lets_answers_end_and_takes_up_when_there_is_room()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk());
        var conversation = await conductor.BeginAsync();
        await conductor.SayAsync(conversation, "before");
        var run = await conductor.Host.NextRunAsync();
        run.Say("half ");

        conductor.Disk.IsReadOnly = true;
        var refused = Assert.IsType<CommandRefused>(await conductor.AskAsync(new ToConversation(conversation, new SubmitPrompt(Guid.CreateVersion7(), "while full", "someone"))));
        run.Say("and half").End();
        Assert.Equal(ErrorCode.Unavailable, refused.Code);
        Assert.Contains("cannot be saved", refused.Reason, StringComparison.Ordinal);

        conductor.Disk.IsReadOnly = false;
        await conductor.SayAsync(conversation, "after");
        var next = await conductor.Host.NextRunAsync();

        Assert.Equal(["before", "half and half", "after"], next.Request.Messages.Select(message => message.Content));
        // What could not be saved is tried again a second later; the power may fail only after that.
        var saved = conductor.SaidAsync(conversation, 3);
        for (var second = 0; second < 20 && !saved.IsCompleted; second++)
        {
            conductor.Time.Advance(TimeSpan.FromSeconds(1));
            for (var look = 0; look < 2000 && !saved.IsCompleted; look++)
                await Task.Yield();
        }
        await saved;
        await using var again = conductor.Die();
        Assert.Equal(["before", "half and half", "after"], (await again.SaidAsync(conversation, 3)).Select(entry => entry.Content));
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_refuses_in_clear_words_and_turns_that_nobody_keeps_go_on()
    {
        var host = new ScriptedHost("m");
        var store = Task.FromException<EmbeddedPorts>(new ConversationStoreException("The journal in /data is held by process 7."));
        var plan = new ConductorPlan { Fleet = ConductorFixture.Fleet(new BackendPlan(), host) };
        await using var conductor = new LocalConductor(plan, new VirtualTime(), NullLoggerFactory.Instance, new EmbeddedPermits(), store);
        var conversations = conductor.System.ActorSelection((conductor.Root.Path / "conversations").ToString());
        var id = Guid.CreateVersion7();

        // Through the conductor: where the answer comes from, the others find their way.
        var first = await conductor.Root.Ask<object>(new BeginConversation(id, new ConversationPlan(id)), Token).WaitAsync(Waiting.Patience, Token);
        var answers = await Task.WhenAll(new object[]
        {
            new BeginConversation(id, new ConversationPlan(id)), new ToConversation(id, new SubmitPrompt(id, "hi", "someone")),
            new ToMainConversation(new SubmitPrompt(id, "hi", "someone")), new BranchConversation(id, id, null, null), new ListKept(id, new ConversationQuery(1)),
        }.Select(order => conversations.Ask<object>(order, Token).WaitAsync(Waiting.Patience, Token)));
        var turn = await conductor.StartTurnAsync(ConductorFixture.Chat("m", "hi"), "someone", Token).WaitAsync(Waiting.Patience, Token);
        (await host.NextRunAsync()).Say("all the same").End();

        Assert.All(answers[..4].Prepend(first), answer => Assert.Equal((ErrorCode.StorageFailed, "The journal in /data is held by process 7."), (((CommandRefused)answer).Code, ((CommandRefused)answer).Reason)));
        Assert.Equal("The journal in /data is held by process 7.", Assert.IsType<KeptPageFailed>(answers[4]).Reason);
        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        await Assert.ThrowsAsync<ConversationStoreException>(() => conductor.ConversationsAsync(Token));
    }

    [Fact]
    public async Task Conversations_are_listed_found_renamed_branched_and_deleted()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk());
        var conversations = await conductor.ConversationsAsync();
        var conversation = await conductor.BeginAsync("Whales");
        await conductor.SayAsync(conversation, "Do they sing?");
        (await conductor.Host.NextRunAsync()).Say("They do.").End();
        var said = await conductor.SaidAsync(conversation, 2);

        Assert.True(await conversations.RenameAsync(conversation, "Singing whales", Token));
        var branch = await conversations.BranchAsync(conversation, said[0].Id, "Another way", Token);
        Assert.Null(await conversations.BranchAsync(conversation, "msg_999", null, Token));
        Assert.Equal(["Do they sing?"], (await conversations.OpenAsync(branch!.Value, Token))!.Select(entry => entry.Content));
        Assert.Equal(["Another way", "Singing whales"], (await conversations.ListAsync(cancellationToken: Token)).Conversations.Select(outline => outline.Title).Order());
        Assert.Equal([conversation], (await conversations.ListAsync(text: "they do", cancellationToken: Token)).Conversations.Select(outline => outline.Id));
        Assert.True(await conversations.DeleteAsync(conversation, Token));

        Assert.Null(await conversations.OpenAsync(conversation, Token));
        Assert.False(await conversations.RenameAsync(conversation, "gone", Token));
        Assert.False(await conversations.DeleteAsync(conversation, Token));
        await using var after = conductor.Die();
        Assert.Equal(branch, Assert.Single((await (await after.ConversationsAsync()).ListAsync(cancellationToken: Token)).Conversations).Id);
    }

    [Fact]
    public async Task A_long_conversation_is_cut_to_the_model_and_its_system_prompt_stays()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), history: new HistoryOptions { AssumedContext = 256 });
        var conversation = await conductor.BeginAsync(system: "Be brief.");
        ScriptedRun run = null!;
        for (var i = 0; i < 6; i++)
        {
            await conductor.SayAsync(conversation, $"question {i} {new string('x', 150)}");
            run = await conductor.Host.NextRunAsync();
            run.Say($"answer {i}").End();
            await conductor.SaidAsync(conversation, 2 * (i + 1));
        }

        var sent = run.Request.Messages;
        Assert.Equal(("system", "Be brief."), (sent[0].Role, sent[0].Content));
        Assert.True(sent.Count < 12 && sent[1].Role == "user", $"{sent.Count} messages were sent.");
        Assert.Single(sent, message => message.Content.StartsWith("question 5", StringComparison.Ordinal));
        Assert.DoesNotContain(sent, message => message.Content.StartsWith("question 0", StringComparison.Ordinal));
    }

    // Until the log has a checkpoint of the answer, which is then worth something after a crash.
    private static async Task CheckpointAsync(KeptConductor conductor, Guid conversation)
    {
        // Begun, said, started: the fourth event is the checkpoint, due after 64 entries without any time passing.
        await LookAsync(async () => (await OutlineAsync(conductor, conversation)).Head >= 4);
    }

    private static async Task LookAsync(Func<Task<bool>> isSo)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Waiting.Patience, "What was waited for did not come.");
            await Task.Yield();
        }
    }

    private static async Task<ConversationOutline> OutlineAsync(KeptConductor conductor, Guid conversation) =>
        (await (await conductor.ConversationsAsync()).ListAsync(cancellationToken: Token)).Conversations.Single(outline => outline.Id == conversation);

    private static async Task<bool> IsThereAsync(KeptConductor conductor, string path)
    {
        var system = conductor.Conductor.System;
        return (await system.ActorSelection(path).Ask<ActorIdentity>(new Identify(1), Token).WaitAsync(Waiting.Patience, Token)).Subject is not null;
    }
}
