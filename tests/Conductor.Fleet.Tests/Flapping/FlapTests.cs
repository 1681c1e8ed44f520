using Conductor.Core.Backends;
using Conductor.Core.Hosts;
using Conductor.Fleet.Tests.Faults;
using Conductor.Fleet.Tests.Support;
using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Flapping;

/// <summary>Hosts that go and come back while they are in use.</summary>
public sealed class FlapTests
{
    private const int Slots = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Door.Ollama)]
    [InlineData(Door.OpenAi)]
    public async Task Of_three_hosts_one_comes_and_goes_and_nobody_notices(Door door)
    {
        var time = new WatchedTime();
        // Such a server always holds its models, so that the host is as good as the others once it is back.
        await using var one = Simulator(time, SimFlavor.OpenAi);
        await using var two = Simulator(time, SimFlavor.OpenAi);
        await using var three = Simulator(time, SimFlavor.OpenAi);
        await using var site = await SiteAsync(time, one, two, three);
        var asking = new Asking(site.Client, time);
        for (var round = 0; round < 20; round++)
        {
            if (round % 2 == 1)
                await one.KillAsync();
            else if (round > 0)
                await one.ReviveAsync();
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(turn => asking.AskAsync(door, turn % 2 == 0, Trial.Model, Cancel))).SoonAsync();
            Assert.All(answers, answered => Assert.Equal((true, Trial.SaidText), (answered.IsWhole, answered.Text)));
            time.Advance(TimeSpan.FromSeconds(2));
        }
        await one.ReviveAsync();
        // The longest rest, and as much again as it may be longer by chance.
        for (var second = 0; second < 12; second++)
        {
            Assert.True((await asking.AskAsync(door, stream: true, Trial.Model, Cancel).SoonAsync()).IsWhole);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        await ItIsUsedAsync(one, [two, three], () => asking.AskAsync(door, stream: true, Trial.Model, Cancel));
    }

    [Fact]
    public async Task F15_A_host_that_refuses_for_a_minute_is_hardly_asked_and_soon_back()
    {
        var time = new WatchedTime();
        await using var primary = Simulator(time);
        await using var fallback = Simulator(time);
        await using var site = await SiteAsync(time, primary, fallback);
        var asking = new Asking(site.Client, time);
        Assert.Equal("host-1", (await asking.AskAsync(Door.Ollama, stream: true, Trial.Model, Cancel).SoonAsync()).Host);
        var before = primary.Requests.Generations.Count;
        primary.For(TimeSpan.FromSeconds(60), Fault.Status(503));
        for (var turn = 0; turn < 20; turn++)
        {
            var answered = await asking.AskAsync(turn % 2 == 0 ? Door.Ollama : Door.OpenAi, turn % 3 > 0, Trial.Model, Cancel).SoonAsync();
            Assert.Equal((true, Trial.SaidText), (answered.IsWhole, answered.Text));
            time.Advance(TimeSpan.FromSeconds(4));
        }
        Assert.InRange(primary.Requests.Generations.Skip(before).Count(request => request.Status == 503), 1, 12);
        for (; time.Elapsed < TimeSpan.FromSeconds(90); time.Advance(TimeSpan.FromSeconds(1)))
            Assert.True((await asking.AskAsync(Door.OpenAi, stream: true, Trial.Model, Cancel).SoonAsync()).IsWhole);
        await ItIsUsedAsync(primary, [fallback], () => asking.AskAsync(Door.Ollama, stream: true, Trial.Model, Cancel));
    }

    private static OllamaSimulator Simulator(WatchedTime time, SimFlavor flavor = SimFlavor.Ollama) =>
        OllamaSimulator.Start(new SimOptions { Flavor = flavor, Models = [new SimModel(Trial.Model) { Answer = Answer.Tokens(Trial.Said) }], Time = time });

    private static async Task<Site> SiteAsync(WatchedTime time, params OllamaSimulator[] simulators)
    {
        var hosts = simulators.Select((simulator, index) => Site.Host($"host-{index + 1}", simulator, new BackendPlan { Parallel = Slots, QueueLimit = Slots }, time));
        var site = await Site.StartAsync(new FleetPlan([.. hosts]), time);
        await site.Conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel).SoonAsync();
        return site;
    }

    // More at once than the others have slots and places in the queue for, and none of theirs ends before the host has been asked.
    private static async Task ItIsUsedAsync(OllamaSimulator host, OllamaSimulator[] others, Func<Task<Answered>> ask)
    {
        var gate = new TokenGate();
        foreach (var other in others)
            other.Always(Answer.Tokens(Trial.Said).Gated(gate));
        var before = host.Requests.Total;
        var asked = Enumerable.Range(0, 2 * Slots * others.Length + 1).Select(_ => ask()).ToArray();
        var request = await host.Requests.NextAsync(request => request.IsGeneration && request.Number > before, Cancel).SoonAsync();
        gate.Open();
        Assert.All(await Task.WhenAll(asked).SoonAsync(), answered => Assert.True(answered.IsWhole));
        Assert.Equal(SimEnding.Completed, await request.Ended.SoonAsync());
    }
}
