using Conductor.Core.Conversations;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Journal;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Conversations;

/// <summary>A conversation that is longer than its model reads, where the operator wants summaries.</summary>
public sealed class SummaryTests
{
    // 320 tokens, of which 240 may be shown; a turn below costs about 100.
    private static readonly HistoryOptions Summarise = new() { Policy = HistoryPolicy.Summarise, AssumedContext = 320 };

    private static readonly string Filler = new('x', 280);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_writes_a_summary_between_turns_and_is_shown_it_in_their_place()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), history: Summarise);
        var conversation = await conductor.BeginAsync(system: "Be brief.");
        await TurnAsync(conductor, conversation, 1);
        await TurnAsync(conductor, conversation, 2);

        var writing = await conductor.Host.NextRunAsync();
        Assert.Contains("question 1", writing.Request.Messages[^1].Content, StringComparison.Ordinal);
        Assert.DoesNotContain("question 2", writing.Request.Messages[^1].Content, StringComparison.Ordinal);
        writing.Say("They asked 1, ", "and it was 1.").End();
        await KeptAsync(conductor, conversation);
        var third = await TurnAsync(conductor, conversation, 3);

        var shown = third.Request.Messages;
        Assert.Equal(["system", "system", "user", "assistant", "user"], shown.Select(message => message.Role));
        Assert.Contains("They asked 1, and it was 1.", shown[1].Content, StringComparison.Ordinal);
        Assert.StartsWith("question 2", shown[2].Content, StringComparison.Ordinal);
        Assert.StartsWith("question 3", shown[^1].Content, StringComparison.Ordinal);
        var said = await conductor.SaidAsync(conversation, 6);
        Assert.StartsWith("question 1", said[0].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_outlives_a_crash_and_grows_into_the_next()
    {
        await using var before = new KeptConductor(new SimulatedDisk(), history: Summarise);
        var conversation = await before.BeginAsync();
        await TurnAsync(before, conversation, 1);
        await TurnAsync(before, conversation, 2);
        (await before.Host.NextRunAsync()).Say("first notes").End();
        await KeptAsync(before, conversation);

        await using var after = new KeptConductor(before.Disk.Crash(new Random(1)), history: Summarise);
        var third = await TurnAsync(after, conversation, 3);
        var writing = await after.Host.NextRunAsync();

        Assert.Contains("first notes", third.Request.Messages[0].Content, StringComparison.Ordinal);
        Assert.Contains("first notes", writing.Request.Messages[^1].Content, StringComparison.Ordinal);
        Assert.Contains("question 2", writing.Request.Messages[^1].Content, StringComparison.Ordinal);
        Assert.DoesNotContain("question 1", writing.Request.Messages[^1].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_does_not_wait_for_a_summary_and_goes_without()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), history: Summarise);
        var conversation = await conductor.BeginAsync();
        await TurnAsync(conductor, conversation, 1);
        await TurnAsync(conductor, conversation, 2);
        var writing = await conductor.Host.NextRunAsync();
        writing.Say("half a ");

        var third = await TurnAsync(conductor, conversation, 3);
        await writing.Cancelled;

        Assert.All(third.Request.Messages, message => Assert.NotEqual("system", message.Role));
        Assert.StartsWith("question 2", third.Request.Messages[0].Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StreamEnd.BackendRefused, "")]
    [InlineData(StreamEnd.LengthLimit, "cut")]
    [InlineData(StreamEnd.Completed, "  ")]
    [InlineData(StreamEnd.Completed, "as long as the conversation")]
    public async Task A_summary_that_is_of_no_use_is_not_kept_and_the_oldest_turns_are_dropped(StreamEnd end, string words)
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), history: Summarise);
        var conversation = await conductor.BeginAsync();
        await TurnAsync(conductor, conversation, 1);
        await TurnAsync(conductor, conversation, 2);
        var writing = await conductor.Host.NextRunAsync();
        writing.Say(words.StartsWith("as", StringComparison.Ordinal) ? words + Filler : words).End(end);

        var third = await TurnAsync(conductor, conversation, 3);

        Assert.All(third.Request.Messages, message => Assert.NotEqual("system", message.Role));
        Assert.StartsWith("question 2", third.Request.Messages[0].Content, StringComparison.Ordinal);
        // It is tried again after the next turn.
        Assert.Contains("question 1", (await conductor.Host.NextRunAsync()).Request.Messages[^1].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_removed_takes_its_summary_along()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk(), history: Summarise);
        var conversation = await conductor.BeginAsync();
        await TurnAsync(conductor, conversation, 1);
        await TurnAsync(conductor, conversation, 2);
        (await conductor.Host.NextRunAsync()).Say("secret notes").End();
        await KeptAsync(conductor, conversation);

        await conductor.AcceptedAsync(new ToConversation(conversation, new ClearHistory(Guid.CreateVersion7())));
        await TurnAsync(conductor, conversation, 3);
        await TurnAsync(conductor, conversation, 4);
        var writing = await conductor.Host.NextRunAsync();

        Assert.DoesNotContain("secret notes", writing.Request.Messages[^1].Content, StringComparison.Ordinal);
    }

    private static async Task<ScriptedRun> TurnAsync(KeptConductor conductor, Guid conversation, int number)
    {
        var before = (await conductor.SaidAsync(conversation, 0)).Count;
        await conductor.SayAsync(conversation, $"question {number} {Filler}");
        var run = await conductor.Host.NextRunAsync();
        run.Say($"answer {number}").End();
        await conductor.SaidAsync(conversation, before + 2);
        return run;
    }

    // Until the summary is in the log.
    private static async Task KeptAsync(KeptConductor conductor, Guid conversation)
    {
        var log = (await conductor.PortsAsync()).Log;
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await foreach (var stored in log.ReadAsync(conversation, 0, Token))
                if (stored.Event is HistorySummarised)
                    return;
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Waiting.Patience, "No summary was kept.");
            await Task.Yield();
        }
    }
}
