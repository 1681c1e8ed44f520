using Conductor.Core.Backends;
using Conductor.Core.Embedded;
using Conductor.Core.Ports;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Backends;

/// <summary>Permits where they are used: before a host is asked.</summary>
public sealed class PermitTests
{
    private static readonly PermitPool Slot = new("h1 scripted://host", "m:latest", 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conductors_that_share_permits_ask_a_host_no_more_than_it_takes()
    {
        var (permits, host) = (new EmbeddedPermits(), new ScriptedHost("m"));
        await using var here = new ConductorFixture(permits, new BackendPlan { Parallel = 2 }, host);
        await using var there = new ConductorFixture(permits, new BackendPlan { Parallel = 2 }, host);
        foreach (var prompt in (string[])["1", "2", "3"])
            await here.AdmittedAsync(prompt: prompt, caller: "one");
        var (first, second) = (await host.NextRunAsync(), await host.NextRunAsync());

        var waits = await there.AdmittedAsync(prompt: "other", caller: "another");
        Assert.False(host.WasAsked);
        first.End();

        // The one that holds none comes before the one that holds one, whoever of the two came first.
        Assert.Equal("other", (await host.NextRunAsync()).Request.Messages[0].Content);
        Assert.Contains(Entries(waits.Log), entry => entry.Status is { Stage: TurnStage.Queued, Host: "h1" });
        second.End();
        Assert.Equal("3", (await host.NextRunAsync()).Request.Messages[0].Content);
    }

    [Fact]
    public async Task A_turn_waits_for_a_permit_no_longer_than_for_a_slot()
    {
        var (permits, host) = (new EmbeddedPermits(), new ScriptedHost("m"));
        await using var fixture = new ConductorFixture(permits, new BackendPlan(), host);
        var elsewhere = await permits.AcquireAsync(Slot, "elsewhere", Token);
        var late = await fixture.AdmittedAsync();

        fixture.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal((StreamEnd.QueueTimeout, 503), await EndOfAsync(late));
        await elsewhere.DisposeAsync();
        await fixture.AdmittedAsync(prompt: "next");
        Assert.Equal("next", (await host.NextRunAsync()).Request.Messages[0].Content);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_while_it_waits_never_reaches_the_host_and_costs_no_permit()
    {
        var (permits, host) = (new EmbeddedPermits(), new ScriptedHost("m"));
        await using var fixture = new ConductorFixture(permits, new BackendPlan(), host);
        var elsewhere = await permits.AcquireAsync(Slot, "elsewhere", Token);
        var given = await fixture.AdmittedAsync(prompt: "given up");

        fixture.Cancel(given);
        Assert.Equal(StreamEnd.CancelledByUser, (await EndOfAsync(given)).End);
        await elsewhere.DisposeAsync();
        await fixture.AdmittedAsync(prompt: "next");

        Assert.Equal("next", (await host.NextRunAsync()).Request.Messages[0].Content);
    }

    [Fact]
    public async Task A_permit_is_back_when_its_turn_has_ended()
    {
        var (permits, host) = (new EmbeddedPermits(), new ScriptedHost("m"));
        await using var fixture = new ConductorFixture(permits, new BackendPlan(), host);
        var turn = await fixture.AdmittedAsync();
        var run = await host.NextRunAsync();
        var elsewhere = permits.AcquireAsync(Slot, "elsewhere", Token).AsTask();
        Assert.False(elsewhere.IsCompleted);

        run.Say("done").End();

        Assert.Equal(StreamEnd.Completed, (await EndOfAsync(turn)).End);
        await elsewhere.WaitAsync(Waiting.Patience, Token);
    }

    [Fact]
    public async Task Permits_that_cannot_be_had_cost_the_turn_and_not_its_slot()
    {
        var (permits, host) = (new UnreachablePermits { IsDown = true }, new ScriptedHost("m"));
        await using var fixture = new ConductorFixture(permits, new BackendPlan(), host);

        var end = await Waiting.EndOfAsync((await fixture.StartAsync()).Log);
        Assert.Equal((StreamEnd.BackendFailed, 503), (end.End, end.Status));
        Assert.Contains("the arbiter does not answer", end.Detail, StringComparison.Ordinal);
        permits.IsDown = false;
        // The host was left alone for a moment, as after any failure.
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.AdmittedAsync(prompt: "next");

        Assert.Equal("next", (await host.NextRunAsync()).Request.Messages[0].Content);
    }

    private static async Task<(StreamEnd End, int? Status)> EndOfAsync(Conductor.Core.Conversations.TurnStarted turn)
    {
        var end = await Waiting.EndOfAsync(turn.Log);
        return (end.End, end.Status);
    }

    private static List<LogEntry> Entries(ResponseLog log)
    {
        var (all, reader) = (new List<LogEntry>(), log.Reread());
        while (reader.TryRead(out var entry))
            all.Add(entry);
        return all;
    }

    private sealed class UnreachablePermits : IPermits
    {
        private readonly EmbeddedPermits _permits = new();

        public volatile bool IsDown;

        public ValueTask<IPermit> AcquireAsync(PermitPool pool, string holder, CancellationToken cancellationToken) => IsDown
            ? ValueTask.FromException<IPermit>(new ConversationStoreException("the arbiter does not answer"))
            : _permits.AcquireAsync(pool, holder, cancellationToken);
    }
}
