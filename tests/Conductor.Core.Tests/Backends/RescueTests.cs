using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Rescue;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Backends;

public sealed class RescueTests
{
    [Fact]
    public async Task A_cut_answer_goes_on_at_another_host_as_if_nothing_had_happened()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = await SettledAsync(first, second);

        var turn = await fixture.StartAsync();
        (await first.NextRunAsync()).Say("The sky ", "is").End(StreamEnd.BackendCut);
        (await second.NextRunAsync()).Say("The", " sky is bl", "ue.").End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.Equal("The sky is blue.", LogText.Collect(turn.Log));
        Assert.Equal(["The sky ", "is", " bl", "ue."], TextsOf(turn.Log));
    }

    [Fact]
    public async Task Another_answer_than_the_one_that_was_cut_begins_anew()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = await SettledAsync(first, second);

        var turn = await fixture.StartAsync();
        (await first.NextRunAsync()).Say("The sky ", "is").End(StreamEnd.BackendCut);
        (await second.NextRunAsync()).Say("The sky was", " blue.").End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.Equal("The sky was blue.", LogText.Collect(turn.Log));
        Assert.Single(Entries(turn.Log), entry => entry.Kind == EntryKind.Restarted);
    }

    [Fact]
    public async Task An_answer_that_is_shorter_than_what_was_cut_is_another_one()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = await SettledAsync(first, second);

        var turn = await fixture.StartAsync();
        (await first.NextRunAsync()).Say("Yes, and so on").End(StreamEnd.BackendCut);
        (await second.NextRunAsync()).Say("Yes").Send(ModelOutput.Of(new ModelUsage { EvalCount = 1 })).End();

        await Waiting.EndOfAsync(turn.Log);
        Assert.Equal("Yes", LogText.Collect(turn.Log));
        Assert.Equal([EntryKind.Restarted, EntryKind.Text, EntryKind.Usage, EntryKind.End], Entries(turn.Log).Select(entry => entry.Kind).TakeLast(4));
    }

    [Fact]
    public async Task One_500_is_answered_by_the_same_host_after_a_pause()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = await SettledAsync(first, second);

        var turn = await fixture.StartAsync();
        (await first.NextRunAsync()).Send(ModelOutput.Of(new Ending(StreamEnd.BackendFailed, "runner crashed", 500)));
        using var reader = turn.Log.OpenReader();
        await Waiting.ReadUntilAsync(reader, entry => entry.Status is { Stage: TurnStage.Retrying });
        fixture.Time.Advance(TimeSpan.FromMilliseconds(400));
        (await first.NextRunAsync()).Say("back").End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.False(second.WasAsked);
    }

    [Fact]
    public async Task A_host_that_asked_for_a_rest_is_not_asked_before_it_is_over()
    {
        var host = new ScriptedHost("m");
        await using var fixture = await SettledAsync(host);

        var turn = await fixture.StartAsync();
        (await host.NextRunAsync()).Send(ModelOutput.Of(new Ending(StreamEnd.BackendFailed, "slow down", 429, TimeSpan.FromSeconds(2))));
        using var reader = turn.Log.OpenReader();
        await Waiting.ReadUntilAsync(reader, entry => entry.Status is { Stage: TurnStage.Retrying });
        await Waiting.UntilAsync(() => fixture.Conductor.Fleet.Hosts[0].Gauge.RestUntil > 0);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1900));
        var other = await fixture.AdmittedAsync();
        Assert.False(host.WasAsked);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(200));

        (await host.NextRunAsync()).Say("ready").End();
        (await host.NextRunAsync()).Say("ready").End();
        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(other.Log)).End);
    }

    [Fact]
    public async Task Turns_that_wait_at_a_host_that_goes_away_go_elsewhere()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = await SettledAsync(first, second);
        var turns = new List<Core.Conversations.TurnStarted>();
        for (var i = 0; i < 6; i++)
            turns.Add(await fixture.AdmittedAsync());

        // Some are sent to the second host at once: it is free.
        for (var i = 0; i < 3; i++)
            (await first.NextRunAsync()).Send(ModelOutput.Of(new Ending(StreamEnd.BackendFailed, "connection refused")));
        for (var i = 0; i < 6; i++)
            (await second.NextRunAsync()).Say("here").End();

        foreach (var turn in turns)
            Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.False(first.WasAsked);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_in_its_pause_ends_at_once()
    {
        var host = new ScriptedHost("m");
        await using var fixture = await SettledAsync(host);
        var turn = await fixture.StartAsync();
        (await host.NextRunAsync()).Send(ModelOutput.Of(new Ending(StreamEnd.BackendFailed, "runner crashed", 500)));
        using var reader = turn.Log.OpenReader();
        await Waiting.ReadUntilAsync(reader, entry => entry.Status is { Stage: TurnStage.Retrying });

        fixture.Cancel(turn);

        Assert.Equal(StreamEnd.CancelledByUser, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.False(host.WasAsked);
    }

    [Fact]
    public async Task A_dead_host_is_back_in_use_after_one_probe()
    {
        var (first, second) = (new ScriptedHost("m"), new ScriptedHost("m"));
        await using var fixture = await SettledAsync(first, second);
        first.Findings = new HostFindings { Problem = "gone" };
        var turn = await fixture.StartAsync();
        (await first.NextRunAsync()).Send(ModelOutput.Of(new Ending(StreamEnd.BackendFailed, "connection refused")));
        (await second.NextRunAsync()).Say("here").End();
        await Waiting.EndOfAsync(turn.Log);
        await Waiting.UntilAsync(() =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(10));
            return fixture.Conductor.Fleet.Hosts[0].Health == Core.Routing.HostHealth.Down;
        });

        first.Findings = null;
        await Waiting.UntilAsync(() =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
            return fixture.Conductor.Fleet.Hosts[0].Health == Core.Routing.HostHealth.Up;
        });

        turn = await fixture.StartAsync();
        // Where it goes first is for the router to say; the one that was dead has it in the end.
        var (toFirst, toSecond) = (first.NextRunAsync(), second.NextRunAsync());
        if (await Task.WhenAny(toFirst, toSecond) == toSecond)
            (await toSecond).End(StreamEnd.BackendCut);
        (await toFirst).Say("back").End();
        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    private static async Task<ConductorFixture> SettledAsync(params ScriptedHost[] hosts)
    {
        var fixture = new ConductorFixture(new ConductorPlan { Fleet = ConductorFixture.Fleet(new Core.Backends.BackendPlan(), hosts) with { Rescue = new RescuePlan { Attempts = 3 } } });
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        return fixture;
    }

    private static IEnumerable<string> TextsOf(ResponseLog log) =>
        Entries(log).Where(entry => entry.Kind == EntryKind.Text).Select(entry => System.Text.Encoding.UTF8.GetString(entry.Utf8.Span));

    private static List<LogEntry> Entries(ResponseLog log)
    {
        var entries = new List<LogEntry>();
        var reader = log.Reread();
        while (reader.TryRead(out var entry))
            entries.Add(entry);
        return entries;
    }
}
