using Conductor.Core.Conversations.Events;
using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Journal;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Conversations;

/// <summary>How the attempts at a turn are numbered over crashes: a number that stood for some words never stands for others.</summary>
public sealed class AttemptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_sees_an_attempt_before_its_number_is_durable()
    {
        await using var first = new KeptConductor(new SimulatedDisk());
        var conversation = await first.BeginAsync();
        var turn = (await first.SayAsync(conversation, "Tell me")).Turn!.Value;
        await first.Host.NextRunAsync();
        var found = first.Disk.CrashAtWorst();

        found.IsSlow = true;
        await using var second = new KeptConductor(found);
        await Waiting.UntilAsync(() => found.IsSyncing);
        Assert.False(second.Conductor.Shelf.TryFind(turn, out _));
        Assert.False(second.Host.WasAsked);
        found.IsSlow = false;
        await second.Host.NextRunAsync();

        // It dies at once: nothing but the number of its attempt need have got through.
        await using var third = new KeptConductor(found.CrashAtWorst());
        await third.Host.NextRunAsync();
        Assert.True(AttemptOf(third, turn) > AttemptOf(second, turn), "The third conductor gave the second one's number away again.");
    }

    [Fact]
    public async Task A_number_that_a_full_disk_could_not_keep_is_not_given_away_again()
    {
        await using var first = new KeptConductor(new SimulatedDisk());
        var conversation = await first.BeginAsync();
        var turn = (await first.SayAsync(conversation, "Tell me")).Turn!.Value;
        await first.Host.NextRunAsync();
        var found = first.Disk.CrashAtWorst();

        found.Room = 0;
        await using var second = new KeptConductor(found, later: TimeSpan.FromHours(1));
        await second.Host.NextRunAsync();
        var fuller = found.CrashAtWorst();
        fuller.Room = 0;
        await using var third = new KeptConductor(fuller, later: TimeSpan.FromHours(2));
        await third.Host.NextRunAsync();
        fuller.Room = null;
        // Once there is room the number is kept: the clock of the next one may be wrong.
        third.Time.Advance(TimeSpan.FromSeconds(1));
        await Waiting.UntilAsync(async () => await ReservedAsync(third, conversation) >= AttemptOf(third, turn));
        await using var fourth = new KeptConductor(fuller.CrashAtWorst());
        await fourth.Host.NextRunAsync();

        Assert.True(AttemptOf(third, turn) > AttemptOf(second, turn), "The third conductor gave the second one's number away again.");
        Assert.True(AttemptOf(fourth, turn) > AttemptOf(third, turn), "The fourth conductor gave the third one's number away again.");
    }

    [Fact]
    public async Task No_host_is_asked_to_go_on_with_an_answer_before_the_attempt_that_it_may_begin_is_durable()
    {
        await using var first = new KeptConductor(new SimulatedDisk());
        var conversation = await first.BeginAsync();
        var turn = (await first.SayAsync(conversation, "Tell me")).Turn!.Value;
        var run = await first.Host.NextRunAsync();
        await (await first.ConversationsAsync()).RenameAsync(conversation, "all before is durable", Token);

        first.Disk.IsSlow = true;
        run.Say("The sky ").End(StreamEnd.BackendCut);
        await PauseAsync(first, turn);
        await Waiting.UntilAsync(() => first.Disk.IsSyncing);
        Assert.False(first.Host.WasAsked);
        first.Disk.IsSlow = false;
        (await first.Host.NextRunAsync()).Say("A sky ");
        await Waiting.UntilAsync(() => first.Conductor.Shelf.TryFind(turn, out var answer) && LogText.Collect(answer.Log) == "A sky ");

        await using var second = new KeptConductor(first.Disk.CrashAtWorst());
        await second.Host.NextRunAsync();
        Assert.Equal((2, 3), (AttemptOf(first, turn), AttemptOf(second, turn)));
    }

    [Fact]
    public async Task An_answer_ends_under_the_number_that_surfaces_were_told()
    {
        await using var first = new KeptConductor(new SimulatedDisk());
        var conversation = await first.BeginAsync();
        var turn = (await first.SayAsync(conversation, "Tell me")).Turn!.Value;
        (await first.Host.NextRunAsync()).Say("The sky ").End(StreamEnd.BackendCut);
        await PauseAsync(first, turn);
        (await first.Host.NextRunAsync()).Say([.. Enumerable.Repeat("word ", 64)]);
        await Waiting.UntilAsync(async () => await SavedAsync(first, conversation, "r"));

        await using var second = new KeptConductor(first.Disk.CrashAtWorst());
        await second.Host.NextRunAsync();
        await using var third = new KeptConductor(second.Disk.CrashAtWorst());
        (await third.Host.NextRunAsync()).Say("Other words").End();
        var said = await third.SaidAsync(conversation, 2);

        Assert.Equal("Other words", said[1].Content);
        Assert.Equal((2, 3), (AttemptOf(first, turn), AttemptOf(second, turn)));
        // How many numbers lie between depends on what the second one got to the disk before it died.
        Assert.True(AttemptOf(third, turn) > 3, "The third conductor gave the second one's number away again.");
        Assert.Equal(AttemptOf(third, turn), said[1].Attempt);
    }

    [Fact]
    public async Task A_list_says_that_an_answer_has_ended_as_soon_as_its_readers_know()
    {
        await using var conductor = new KeptConductor(new SimulatedDisk());
        var conversations = await conductor.ConversationsAsync();
        var conversation = await conductor.BeginAsync();
        var turn = (await conductor.SayAsync(conversation, "Tell me")).Turn!.Value;
        var run = await conductor.Host.NextRunAsync();
        Assert.True(conductor.Conductor.Shelf.TryFind(turn, out var answer));
        var before = Assert.Single((await conversations.ListAsync(cancellationToken: Token)).Conversations);

        conductor.Disk.IsSlow = true;
        run.Say("All.").End();
        await Waiting.EndOfAsync(answer.Log);
        var after = Assert.Single((await conversations.ListAsync(cancellationToken: Token)).Conversations);
        var kept = Assert.Single((await (await conductor.PortsAsync()).Directory.ListAsync(new(10), Token)).Conversations);

        Assert.Equal((1, 0, 1), (before.OpenTurns, after.OpenTurns, kept.OpenTurns));
    }

    private static int AttemptOf(KeptConductor conductor, TurnId turn) =>
        conductor.Conductor.Shelf.TryFind(turn, out var answer) ? AttemptCount.Now(answer) : 0;

    // The host is asked again after a pause; its timer runs once the answer says so.
    private static async Task PauseAsync(KeptConductor conductor, TurnId turn)
    {
        Assert.True(conductor.Conductor.Shelf.TryFind(turn, out var answer));
        using var reader = answer.Log.OpenReader();
        var pause = await Waiting.ReadUntilAsync(reader, entry => entry.Status is { Stage: TurnStage.Retrying, Wait: not null });
        conductor.Time.Advance(pause.Status!.Wait!.Value);
    }

    private static async Task<int> ReservedAsync(KeptConductor conductor, Guid conversation)
    {
        var most = 0;
        await foreach (var stored in (await conductor.PortsAsync()).Log.ReadAsync(conversation, 0, Token))
            most = stored.Event is AttemptReserved reserved ? Math.Max(most, reserved.Attempt) : most;
        return most;
    }

    private static async Task<bool> SavedAsync(KeptConductor conductor, Guid conversation, string entry)
    {
        await foreach (var stored in (await conductor.PortsAsync()).Log.ReadAsync(conversation, 0, Token))
            if (stored.Event is EntriesSaved saved && saved.Entries.Contains(entry))
                return true;
        return false;
    }
}
