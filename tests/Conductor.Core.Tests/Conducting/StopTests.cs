using Conductor.Core.Conducting;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Conducting;

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_waits_for_the_turns_that_run()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var turn = await fixture.StartAsync();
        var run = (await host.NextRunAsync()).Say("almost ");

        var stopping = fixture.Conductor.StopAsync(TestContext.Current.CancellationToken);
        var late = await fixture.StartAsync();
        Assert.Equal((StreamEnd.ShuttingDown, 503), ((await Waiting.EndOfAsync(late.Log)).End, late.Log.Ending!.Status));
        Assert.False(stopping.IsCompleted);
        run.Say("done").End();

        Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
        await stopping.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_turn_that_does_not_end_in_time_ends_as_shutting_down()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var turn = await fixture.StartAsync();
        var run = (await host.NextRunAsync()).Say("for ever");

        var stopping = fixture.Conductor.StopAsync(TestContext.Current.CancellationToken);
        await fixture.Time.WaitForTimerAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        fixture.Time.Advance(TimeSpan.FromSeconds(10));

        await run.Cancelled;
        Assert.Equal(StreamEnd.ShuttingDown, (await Waiting.EndOfAsync(turn.Log)).End);
        await stopping.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stop_is_the_actor_systems_coordinated_shutdown_so_a_signal_is_too()
    {
        await using var fixture = new ConductorFixture(new ScriptedHost("m"));
        var conductor = Assert.IsType<LocalConductor>(fixture.Conductor);
        var shutdown = CoordinatedShutdown.Get(conductor.System);
        var reasons = new List<string>();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "note", () =>
        {
            reasons.Add($"{shutdown.ShutdownReason}");
            return Task.FromResult(Done.Instance);
        });
        await conductor.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(["ClrExitReason"], reasons);
    }

    [Fact]
    public async Task An_impatient_stop_does_not_wait()
    {
        var host = new ScriptedHost("m");
        var fixture = new ConductorFixture(host);
        var turn = await fixture.StartAsync();
        await host.NextRunAsync();

        await fixture.DisposeAsync().AsTask().WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

        Assert.Equal(StreamEnd.ShuttingDown, (await Waiting.EndOfAsync(turn.Log)).End);
    }

    [Fact]
    public async Task A_conductor_sleeps_a_minute_after_its_last_turn()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        var surface = await MemorySurface.GreetedAsync(fixture);
        await surface.SayAsync("hi");
        (await host.NextRunAsync()).Say("x").End();
        await surface.AnswerAsync();

        await Waiting.UntilAsync(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            return fixture.Time.Elapsed > TimeSpan.FromMinutes(11) && fixture.Time.ArmedTimers == 0;
        });
        Assert.InRange(host.Probes, 1, 12);
    }

    [Fact]
    public async Task A_conductor_that_nobody_has_used_has_no_timer()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        await Waiting.UntilAsync(() => fixture.Time.ArmedTimers == 0);
        Assert.Equal(1, host.Probes);
    }
}
