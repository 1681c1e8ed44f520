using Conductor.Core.Backends;
using Conductor.Core.Streams;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Backends;

public sealed class AdmissionTests
{
    [Fact]
    public async Task A_host_gets_no_more_than_its_parallel_requests()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new BackendPlan { Parallel = 2 }, host);
        for (var i = 0; i < 5; i++)
            await fixture.AdmittedAsync(prompt: $"{i}");

        var (one, two) = (await host.NextRunAsync(), await host.NextRunAsync());
        Assert.False(host.WasAsked);
        one.End();
        Assert.Equal("2", (await host.NextRunAsync()).Request.Messages[0].Content);
        Assert.False(host.WasAsked);
        two.End();
        Assert.Equal("3", (await host.NextRunAsync()).Request.Messages[0].Content);
    }

    [Fact]
    public async Task Callers_take_turns()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        for (var i = 0; i < 4; i++)
            await fixture.AdmittedAsync(prompt: $"greedy {i}", caller: "greedy");
        await fixture.AdmittedAsync(prompt: "modest", caller: "modest");

        var order = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var run = await host.NextRunAsync();
            order.Add(run.Request.Messages[0].Content);
            run.End();
        }

        Assert.InRange(order.IndexOf("modest"), 1, 2);
        Assert.Equal(["greedy 0", "greedy 1", "greedy 2", "greedy 3"], order.Where(prompt => prompt != "modest"));
    }

    [Fact]
    public async Task A_turn_past_the_bound_of_the_queue_is_refused_at_once()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new BackendPlan { QueueLimit = 1 }, host);
        await fixture.AdmittedAsync();
        await fixture.AdmittedAsync();

        var end = await Waiting.EndOfAsync((await fixture.AdmittedAsync()).Log);

        Assert.Equal((StreamEnd.QueueFull, 503), (end.End, end.Status));
        Assert.NotNull(end.RetryAfter);
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_in_the_queue_never_reaches_the_host()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        await fixture.AdmittedAsync(prompt: "first");
        var first = await host.NextRunAsync();
        var second = await fixture.AdmittedAsync(prompt: "second");
        await fixture.AdmittedAsync(prompt: "third");

        fixture.Cancel(second);
        Assert.Equal(StreamEnd.CancelledByUser, (await Waiting.EndOfAsync(second.Log)).End);
        first.End();

        Assert.Equal("third", (await host.NextRunAsync()).Request.Messages[0].Content);
    }

    [Fact]
    public async Task A_hundred_turns_at_once_all_complete()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new BackendPlan { Parallel = 4 }, host);
        var turns = new List<Core.Conversations.TurnStarted>();
        for (var i = 0; i < 100; i++)
            turns.Add(await fixture.AdmittedAsync(prompt: $"{i}", caller: $"{i % 7}"));

        for (var i = 0; i < 100; i++)
        {
            var run = await host.NextRunAsync();
            run.Say("answer to ", run.Request.Messages[0].Content).End();
        }

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(StreamEnd.Completed, (await Waiting.EndOfAsync(turns[i].Log)).End);
            Assert.Equal($"answer to {i}", LogText.Collect(turns[i].Log));
        }
    }
}
