using System.Text.Json;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Tests.Scripted;

namespace Conductor.Core.Tests.Hosts;

public sealed class WarmUpTests
{
    [Fact]
    public async Task A_model_that_is_to_be_kept_is_loaded_with_an_empty_prompt_once_its_host_is_there()
    {
        var host = new ScriptedHost("big", "small");
        await using var fixture = Preloading(host);

        var run = await host.NextRunAsync();
        Assert.Equal(("big", "", "-1"), (run.Request.Model, run.Request.Prompt, run.Request.Parameter("keep_alive")?.GetRawText()));
        run.End();

        await Waiting.UntilAsync(() => fixture.Conductor.WarmUps is [{ Stage: WarmUpStage.Loaded, Host: "h1" }]);
    }

    [Fact]
    public async Task Real_work_pushes_it_aside_and_it_comes_back_when_the_host_is_quiet()
    {
        var host = new ScriptedHost("big", "small");
        await using var fixture = Preloading(host);
        var warmUp = await host.NextRunAsync();

        await fixture.StartAsync("small");
        var real = await host.NextRunAsync();
        await warmUp.Cancelled;
        Assert.Equal("small", real.Request.Model);
        await Waiting.UntilAsync(() => fixture.Conductor.WarmUps is [{ Stage: WarmUpStage.Waiting }]);
        real.End();

        await Waiting.UntilAsync(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            return host.WasAsked;
        });
        Assert.Equal("big", (await host.NextRunAsync()).Request.Model);
    }

    [Fact]
    public async Task Work_for_the_same_model_lets_it_be()
    {
        var host = new ScriptedHost("big");
        await using var fixture = Preloading(host);
        var warmUp = await host.NextRunAsync();

        await fixture.AdmittedAsync("big");

        Assert.False(warmUp.IsCancelled);
        warmUp.End();
        Assert.Equal(RequestShape.Chat, (await host.NextRunAsync()).Request.Shape);
    }

    [Fact]
    public async Task Nothing_is_loaded_unless_somebody_has_said_so()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(host);
        await MemorySurface.GreetedAsync(fixture);

        await fixture.StartAsync(prompt: "the first that the host hears of");
        Assert.Equal("the first that the host hears of", (await host.NextRunAsync()).Request.Messages[0].Content);
    }

    [Fact]
    public async Task A_surface_that_connects_wakes_the_default_model_if_that_is_wanted()
    {
        var host = new ScriptedHost("m");
        await using var fixture = new ConductorFixture(new ConductorPlan
        {
            Fleet = ConductorFixture.Fleet(new BackendPlan(), host) with { WarmUp = new WarmUpPlan { OnConnect = true } },
        });
        await fixture.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        Assert.False(host.WasAsked);

        await MemorySurface.GreetedAsync(fixture);

        Assert.Equal(RequestShape.Generate, (await host.NextRunAsync()).Request.Shape);
    }

    private static ConductorFixture Preloading(ScriptedHost host)
    {
        var big = new ModelPlan("big") { Preload = true, KeepAlive = JsonElement.Parse("-1") };
        var names = NameTable.Build([big], new Dictionary<TaskKind, string>(), known: null, out _)!;
        return new ConductorFixture(new ConductorPlan { Fleet = ConductorFixture.Fleet(new BackendPlan(), host) with { Names = names } });
    }
}
