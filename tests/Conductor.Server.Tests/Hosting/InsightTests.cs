using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Server.Tests.Hosting;

public sealed class InsightTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_that_keeps_its_actors_thread_is_counted_with_the_actor_and_the_message()
    {
        LocalConductor? watched = null;
        // Until it was seen: however late the watchdog gets its thread, it finds the handler still at it.
        var policy = new Pondering(TimeSpan.FromSeconds(30), () => Volatile.Read(ref watched)?.Look(1).Troubles.SlowHandlers > 0);
        await using var conductor = new LocalConductor(Plan(policy) with { HandlerLimit = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, NullLoggerFactory.Instance);
        Volatile.Write(ref watched, conductor);

        Assert.Equal("Wait", await conductor.AskForTextAsync("slow", "?", cancellationToken: Cancel));

        var troubles = conductor.Look(5).Troubles;
        Assert.True(troubles.SlowHandlers > 0);
        Assert.Matches(@"^conductor://conductor/user/conductor/conversations/\S+ kept its thread for \d+ ms with \w+$", troubles.Last);
    }

    [Fact]
    public async Task Nobody_looks_when_the_limit_is_zero()
    {
        await using var conductor = new LocalConductor(Plan(new Pondering(TimeSpan.FromMilliseconds(100), () => false)) with { HandlerLimit = TimeSpan.Zero }, TimeProvider.System, NullLoggerFactory.Instance);

        Assert.Equal("Wait", await conductor.AskForTextAsync("slow", "?", cancellationToken: Cancel));

        Assert.Equal(0, conductor.Look(5).Troubles.SlowHandlers);
    }

    [Fact]
    public async Task The_tree_shows_hosts_backends_and_the_turn_that_runs()
    {
        var gate = new TaskCompletionSource();
        await using var conductor = new LocalConductor(Plan(policy: null, gate.Task), TimeProvider.System, NullLoggerFactory.Instance);
        var turn = await conductor.StartTurnAsync(new ModelRequest { Model = "slow", Messages = [new("user", "?")] }, "test", Cancel);
        await foreach (var entry in turn.AttachAsync())
            if (entry.Kind == EntryKind.Text)
                break;

        var seen = conductor.Look(5);

        Assert.Equal("BackendActor", Assert.Single(seen.Actors!.Below("hosts", "one")!.Children).Type);
        Assert.Equal(1, seen.Conversations);
        Assert.Equal(1, conductor.Fleet.Hosts[0].Models.Of("slow").Pieces);
        gate.SetResult();
    }

    private static ConductorPlan Plan(IRoutingPolicy? policy, Task? gate = null) => new()
    {
        Fleet = new FleetPlan([new HostPlan { Name = "one", Driver = new GatedHost(gate ?? Task.CompletedTask) }]),
        Routing = policy,
    };

    // Keeps its thread, as a handler does that computes for too long.
    private sealed class Pondering(TimeSpan longest, Func<bool> isSeen) : IRoutingPolicy
    {
        private long _looks;

        public RoutePlan Decide(ModelRequest request, string caller, FleetSnapshot fleet, RoutePlan plan)
        {
            var begun = TimeProvider.System.GetTimestamp();
            for (var looks = 0L; !isSeen() && TimeProvider.System.GetElapsedTime(begun) < longest; looks++)
                _looks = looks;
            return _looks >= 0 ? plan : throw new InvalidOperationException("It has not looked.");
        }
    }
}
