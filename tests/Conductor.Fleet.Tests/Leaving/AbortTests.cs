using Conductor.Core.Backends;
using Conductor.Core.Hosts;
using Conductor.Fleet.Tests.Support;
using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Leaving;

/// <summary>
/// A thousand callers leave, each in one of the six states that a turn can be in: the host sees the close, and no slot is left held. How soon the
/// host sees it is a figure of the benchmarks; here it has to happen at all.
/// </summary>
public sealed class AbortTests : IAsyncLifetime
{
    private const int Each = 167;

    private readonly TokenGate _shut = new();
    private readonly OllamaSimulator _sim;
    private readonly OllamaSimulator _gone;
    private Site _site = null!;

    public AbortTests()
    {
        var few = new TokenGate();
        few.Release(5);
        _sim = OllamaSimulator.Start(new SimOptions
        {
            MaxLoadedModels = 10,
            Models =
            [
                new SimModel("busy") { Answer = Answer.Tokens(10).Gated(_shut) },
                new SimModel("loading") { LoadTime = TimeSpan.FromDays(1) },
                new SimModel("reading") { Prefill = TimeSpan.FromDays(1) },
                new SimModel("talking") { Answer = Answer.Tokens(60).Gated(few) },
            ],
        });
        _gone = OllamaSimulator.Start("away");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var many = new BackendPlan { Parallel = 1024, Timeouts = TurnTimeouts.Default with { Load = TimeSpan.FromDays(2), FirstToken = TimeSpan.FromDays(2) } };
        var hosts = new[]
        {
            Site.Host("many", _sim, many, TimeProvider.System) with { Models = ["loading", "reading", "talking"] },
            Site.Host("one", _sim, many with { Parallel = 1 }, TimeProvider.System) with { Models = ["busy"] },
            Site.Host("away", _gone, many, TimeProvider.System, connectTimeout: TimeSpan.FromMinutes(1)),
        };
        _site = await Site.StartAsync(new FleetPlan([.. hosts]), TimeProvider.System);
        await _site.Conductor.RefreshFleetAsync(TimeSpan.FromDays(1), Cancel).SoonAsync();
    }

    [Theory]
    [InlineData("loading", true)]
    [InlineData("reading", true)]
    [InlineData("talking", true)]
    [InlineData("talking", false)]
    public async Task The_host_sees_each_of_them_leave(string model, bool stream)
    {
        var callers = await AskAsync(model, stream);
        var requests = new List<SimRequest>();
        for (var i = 0; i < Each; i++)
            requests.Add(await _sim.Requests.NextGenerationAsync(Cancel).SoonAsync());
        if (model == "talking")
            await Task.WhenAll(requests.Select(request => request.SentTokensAsync(5, Cancel))).SoonAsync();
        Leave(callers);
        foreach (var request in requests)
            await request.ClosedByClient.SoonAsync();
        await _site.Conductor.SeeNothingLeftAsync("many", model);
    }

    [Fact]
    public async Task The_host_never_hears_of_those_who_leave_the_queue()
    {
        var first = (await AskAsync("busy", stream: true, count: 1)).Single();
        await _sim.Requests.NextGenerationAsync(Cancel).SoonAsync();
        var callers = await AskAsync("busy", stream: true);
        await _site.Conductor.SeeAsync("one", "busy", gauge => gauge.Waiting == Each);
        Leave(callers);
        await _site.Conductor.SeeAsync("one", "busy", gauge => gauge.Waiting == 0);
        _shut.Open();
        Assert.Contains("\"done\":true", await first.ReadUntilAsync("\r\n0\r\n\r\n"), StringComparison.Ordinal);
        first.Dispose();
        await _site.Conductor.SeeNothingLeftAsync("one", "busy");
        Assert.Single(_sim.Requests.Generations);
    }

    [Fact]
    public async Task Nothing_is_left_of_those_who_leave_while_the_host_takes_no_connection()
    {
        await _gone.VanishAsync();
        var callers = await AskAsync("away", stream: false);
        await _site.Conductor.SeeAsync("away", "away", gauge => gauge.Serving == Each);
        Leave(callers);
        await _site.Conductor.SeeNothingLeftAsync("away", "away");
        _gone.Thaw();
        using var next = (await AskAsync("away", stream: true, count: 1)).Single();
        Assert.Contains("\"done\":true", await next.ReadUntilAsync("\r\n0\r\n\r\n"), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _sim.DisposeAsync();
        await _gone.DisposeAsync();
    }

    // Half of them through each API, a third of them with a reset.
    private async Task<RawCaller[]> AskAsync(string model, bool stream, int count = Each)
    {
        var callers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => RawCaller.ConnectAsync(_site.Url)));
        var body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}],"stream":{{(stream ? "true" : "false")}}}""";
        for (var i = 0; i < count; i++)
            await callers[i].PostAsync(i % 2 == 0 ? "/api/chat" : "/v1/chat/completions", body);
        return callers;
    }

    private static void Leave(RawCaller[] callers)
    {
        for (var i = 0; i < callers.Length; i++)
            if (i % 3 == 0)
                callers[i].Reset();
            else
                callers[i].Dispose();
    }
}
