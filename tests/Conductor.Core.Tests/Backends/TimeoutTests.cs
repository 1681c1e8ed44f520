using Conductor.Core.Backends;
using Conductor.Core.Health;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Backends;

public sealed class TimeoutTests
{
    private static readonly BackendPlan Plan = new()
    {
        Timeouts = new TurnTimeouts
        {
            FirstToken = TimeSpan.FromSeconds(30),
            Load = TimeSpan.FromMinutes(5),
            Idle = TimeSpan.FromSeconds(20),
            Queue = TimeSpan.FromSeconds(60),
        },
    };

    [Fact]
    public async Task A_silent_host_that_holds_the_model_ends_the_turn_after_the_first_token_time()
    {
        var host = new ScriptedHost("m") { Resident = { "m" } };
        await using var fixture = new ConductorFixture(Plan, host);
        var turn = await fixture.StartAsync();
        var run = await host.NextRunAsync();

        fixture.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(run.IsCancelled);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));

        var end = await Waiting.EndOfAsync(turn.Log);
        Assert.Equal(StreamEnd.FirstTokenTimeout, end.End);
        Assert.Contains("timeouts.first-token", end.Detail, StringComparison.Ordinal);
        await run.Cancelled;
    }

    [Fact]
    public async Task A_host_that_must_load_the_model_has_the_load_time()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(Plan, host);
        var turn = await fixture.StartAsync();
        var run = await host.NextRunAsync();

        fixture.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(run.IsCancelled);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));

        var end = await Waiting.EndOfAsync(turn.Log);
        Assert.Equal(StreamEnd.LoadTimeout, end.End);
        Assert.Contains("timeouts.load", end.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_in_the_middle_ends_the_turn_after_the_idle_time()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(Plan, host);
        var turn = await fixture.StartAsync();
        (await host.NextRunAsync()).Say("Well");
        using var reader = turn.Log.OpenReader();
        await Waiting.ReadUntilAsync(reader, entry => entry.Kind == EntryKind.Text);
        await fixture.Time.WaitForTimerAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        fixture.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(StreamEnd.IdleTimeout, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task An_answer_of_an_hour_is_not_cut()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(Plan, host);
        var turn = await fixture.StartAsync();
        var run = await host.NextRunAsync();
        using var reader = turn.Log.OpenReader();

        for (var minute = 0; minute < 240; minute++)
        {
            run.Say($"{minute} ");
            await Waiting.ReadUntilAsync(reader, entry => entry.Kind == EntryKind.Text);
            fixture.Time.Advance(TimeSpan.FromSeconds(15));
        }
        run.End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        Assert.Equal(string.Concat(Enumerable.Range(0, 240).Select(minute => $"{minute} ")), LogText.Collect(turn.Log));
    }

    [Fact]
    public async Task The_silence_of_a_host_that_we_do_not_read_is_not_counted_against_it()
    {
        var host = new ScriptedHost("m") { Resident = { "m" } };
        await using var fixture = Small(Plan with { Timeouts = Plan.Timeouts with { Stall = TimeSpan.FromHours(2) } }, host);
        var turn = await fixture.StartAsync();
        using var reader = turn.Log.OpenReader();
        var run = await host.NextRunAsync();
        run.Say([.. Enumerable.Repeat("0123456789", 10)]).End();
        await StalledAsync(fixture, TimeSpan.FromHours(2));

        for (var minute = 0; minute < 60; minute++)
            fixture.Time.Advance(TimeSpan.FromMinutes(1));

        var end = await Waiting.ReadUntilAsync(reader, entry => entry.Kind == EntryKind.End);
        Assert.Equal(StreamEnd.Completed, end.Ending!.End);
    }

    [Fact]
    public async Task Readers_that_do_not_read_give_the_slot_back_after_the_stall_time()
    {
        var host = new ScriptedHost("m") { Resident = { "m" } };
        await using var fixture = Small(Plan, host);
        var turn = await fixture.StartAsync();
        using var reader = turn.Log.OpenReader();
        (await host.NextRunAsync()).Say([.. Enumerable.Repeat("0123456789", 10)]);
        await StalledAsync(fixture, Plan.Timeouts.Stall);
        fixture.Time.Advance(Plan.Timeouts.Stall);

        var end = await Waiting.EndOfAsync(turn.Log);
        Assert.Equal(StreamEnd.SurfaceTooSlow, end.End);
        Assert.Contains("timeouts.stall", end.Detail, StringComparison.Ordinal);
        await fixture.StartAsync();
        await host.NextRunAsync();
    }

    [Fact]
    public async Task An_answer_that_nobody_comes_to_read_gives_the_slot_back_too()
    {
        var host = new ScriptedHost("m") { Resident = { "m" } };
        await using var fixture = Small(Plan, host);
        var turn = await fixture.StartAsync();
        (await host.NextRunAsync()).Say([.. Enumerable.Repeat("0123456789", 10)]);
        await StalledAsync(fixture, Plan.Timeouts.Stall);
        fixture.Time.Advance(Plan.Timeouts.Stall);

        Assert.Equal(StreamEnd.SurfaceGone, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task The_total_time_counts_whatever_the_host_does()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new BackendPlan { Timeouts = new TurnTimeouts { Total = TimeSpan.FromSeconds(50) } }, host);
        var turn = await fixture.StartAsync();
        var run = await host.NextRunAsync();
        using var reader = turn.Log.OpenReader();
        for (var i = 0; i < 5; i++)
        {
            run.Say("on ");
            await Waiting.ReadUntilAsync(reader, entry => entry.Kind == EntryKind.Text);
            fixture.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(StreamEnd.TotalTimeout, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task A_turn_that_gets_no_slot_ends_after_the_queue_time()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(Plan, host);
        var running = await fixture.StartAsync();
        var run = (await host.NextRunAsync()).Say("x");
        var waiting = await fixture.StartAsync();
        using var reader = waiting.Log.OpenReader();
        await Waiting.ReadUntilAsync(reader, entry => entry.Status?.Stage == TurnStage.Queued);
        await fixture.Time.WaitForTimerAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        for (var i = 0; i < 4; i++)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(15));
            run.Say("x");
            await Waiting.UntilAsync(() => run.Steps.Count == 0);
        }

        var end = await Waiting.EndOfAsync(waiting.Log);
        Assert.Equal((StreamEnd.QueueTimeout, 503), (end.End, end.Status));
        Assert.Null(running.Log.Ending);
    }

    private static ConductorFixture Small(BackendPlan plan, ScriptedHost host) => new(new Core.Conducting.ConductorPlan
    {
        // Nothing but the turn itself has a timer for a day.
        Fleet = ConductorFixture.Fleet(plan, host) with { Probe = new ProbePlan { Interval = TimeSpan.FromDays(1), Interest = TimeSpan.FromDays(2) } },
        Log = new ResponseLogOptions { HighWater = 10, DetachedAllowance = 10 },
    });

    private static Task StalledAsync(ConductorFixture fixture, TimeSpan stall) => Waiting.UntilAsync(() => fixture.Time.UntilNextTimer == stall);
}
