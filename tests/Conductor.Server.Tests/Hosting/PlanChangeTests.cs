using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Conversations;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Server.Tests.Hosting;

public sealed class PlanChangeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_turn_on_a_host_that_goes_runs_to_its_end_and_the_next_one_goes_elsewhere()
    {
        var gate = new TaskCompletionSource();
        await using var conductor = Start(Host("old", new GatedHost(gate.Task)));
        var running = await StartedAsync(conductor);

        await conductor.ApplyPlanAsync(Plan(Host("new", new ScriptedHost(ScriptedHost.Text("new"), ScriptedHost.End()))), [], Cancel);
        Assert.Equal("new", await conductor.AskForTextAsync("scripted", "?", cancellationToken: Cancel));
        Assert.Equal("new", Assert.Single(conductor.Fleet.Hosts).Name);
        Assert.Null(running.Log.Ending);
        gate.SetResult();

        Assert.Equal((StreamEnd.Completed, "Wait"), await EndAsync(running));
    }

    [Fact]
    public async Task A_host_that_changes_keeps_its_turn_and_is_used_by_its_new_limits()
    {
        var gate = new TaskCompletionSource();
        await using var conductor = Start(Host("one", new GatedHost(gate.Task)));
        var running = await StartedAsync(conductor);

        var changed = Host("one", new GatedHost(Task.CompletedTask)) with { Backend = new BackendPlan { Parallel = 7 } };
        await conductor.ApplyPlanAsync(Plan(changed), [], Cancel);
        await conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel);

        Assert.Equal(7, Assert.Single(conductor.Fleet.Hosts).Parallel);
        Assert.Equal("Wait", await conductor.AskForTextAsync("slow", "?", cancellationToken: Cancel));
        gate.SetResult();
        Assert.Equal((StreamEnd.Completed, "Wait"), await EndAsync(running));
    }

    [Fact]
    public async Task A_host_that_stays_the_same_keeps_its_actor_and_the_new_driver_is_let_go()
    {
        await using var conductor = Start(Host("one", new ScriptedHost(ScriptedHost.Text("first"), ScriptedHost.End())));
        Assert.Equal("first", await conductor.AskForTextAsync("scripted", "?", cancellationToken: Cancel));
        var before = Assert.Single(conductor.Fleet.Hosts).Ref;

        var same = Host("one", new ScriptedHost(ScriptedHost.Text("second"), ScriptedHost.End()));
        await conductor.ApplyPlanAsync(Plan(same) with { Fleet = Plan(same).Fleet with { DefaultModel = "scripted" } }, ["one"], Cancel);

        Assert.Equal(before, Assert.Single(conductor.Fleet.Hosts).Ref);
        Assert.Equal("first", await conductor.AskForTextAsync("", "?", cancellationToken: Cancel));
    }

    [Fact]
    public async Task Plans_that_change_all_the_time_drop_no_answer()
    {
        await using var conductor = Start(Host("host-0", new GatedHost(Task.CompletedTask)));
        var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 50; i++)
                Assert.Equal("Wait", await conductor.AskForTextAsync("slow", "?", cancellationToken: Cancel));
        }));

        for (var i = 1; !asking.IsCompleted; i++)
        {
            await conductor.ApplyPlanAsync(Plan(Host($"host-{i / 2}", new GatedHost(Task.CompletedTask)), Host("more", new GatedHost(Task.CompletedTask))), [], Cancel);
            await conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel);
        }
        await asking;
    }

    private static LocalConductor Start(params HostPlan[] hosts) => new(Plan(hosts), TimeProvider.System, NullLoggerFactory.Instance);

    private static ConductorPlan Plan(params HostPlan[] hosts) => new() { Fleet = new FleetPlan([.. hosts]) };

    private static HostPlan Host(string name, IModelHost driver) => new() { Name = name, Driver = driver };

    private static async Task<TurnStarted> StartedAsync(LocalConductor conductor)
    {
        var turn = await conductor.StartTurnAsync(new ModelRequest { Model = "slow", Messages = [new("user", "?")] }, "test", Cancel);
        await foreach (var entry in turn.AttachAsync())
            if (entry.Kind == EntryKind.Text)
                break;
        return turn;
    }

    private static async Task<(StreamEnd, string)> EndAsync(TurnStarted turn)
    {
        var text = "";
        await foreach (var entry in turn.AttachAsync())
        {
            if (entry.Kind == EntryKind.Text)
                text += System.Text.Encoding.UTF8.GetString(entry.Utf8.Span);
            if (entry.Ending is { } ending)
                return (ending.End, text);
        }
        throw new InvalidOperationException("The log has no end.");
    }
}
