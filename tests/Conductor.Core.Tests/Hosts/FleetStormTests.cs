using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Rescue;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Hosts;

public sealed class FleetStormTests
{
    private static readonly int Events = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") is { Length: > 0 } ? 100_000 : 1_500;

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public async Task Every_turn_ends_and_every_slot_comes_back_whatever_happens(int seed, int? places)
    {
        ScriptedHost[] hosts = [new("m", "n"), new("m", "n"), new("m")];
        var fleet = ConductorFixture.Fleet(new BackendPlan { Parallel = 2, QueueLimit = 20 }, hosts);
        fleet = fleet with { Hosts = [.. fleet.Hosts.Select(host => host with { Places = places })], Rescue = new RescuePlan { Attempts = 3 } };
        await using var fixture = new ConductorFixture(new ConductorPlan { Fleet = fleet });
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        await new FleetStorm(fixture, hosts, new Random(seed)).RunAsync(Events);
    }

    [Fact]
    public async Task The_crash_of_a_backend_costs_its_turns_an_attempt_and_no_slot()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new ConductorPlan { Fleet = ConductorFixture.Fleet(new BackendPlan(), host) });
        var turn = await fixture.AdmittedAsync();
        var waiting = await fixture.AdmittedAsync();
        var run = await host.NextRunAsync();

        fixture.Conductor.System.ActorSelection("/user/conductor/hosts/h1/m%3Alatest").Tell(Kill.Instance, ActorRefs.NoSender);

        await run.Cancelled;
        (await host.NextRunAsync()).Say("the one that waited, ").End();
        Assert.Equal(Core.Streams.StreamEnd.Completed, (await Waiting.EndOfAsync(waiting.Log)).End);
        // The pause before it is asked again is shorter than that, by chance. The clock moves only for what is due: any other time-out is far away.
        var again = host.NextRunAsync();
        while (await Task.WhenAny(again, fixture.Time.WaitForTimerAsync(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken)) != again)
            fixture.Time.Advance(TimeSpan.FromMilliseconds(500));
        (await again).Say("the one that was hit").End();
        Assert.Equal(Core.Streams.StreamEnd.Completed, (await Waiting.EndOfAsync(turn.Log)).End);
    }
}
