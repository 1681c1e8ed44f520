using System.Net;
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Server.Configuration;
using Conductor.Server.Configuration.Reloading;
using Conductor.Server.Hosting;
using Conductor.Server.Http;
using Conductor.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conductor.Server.Tests.Hosting;

public sealed class EmbeddingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generic_host_without_HTTP_has_a_conductor_that_answers()
    {
        using var host = await StartAsync(conductor => conductor.AddEliza());

        var text = await host.Services.GetRequiredService<IConductor>().AskForTextAsync("eliza", "I am unhappy.", cancellationToken: Cancel);

        Assert.Contains("unhappy", text, StringComparison.Ordinal);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Two_conductors_in_one_process_do_not_meet()
    {
        using var one = await StartAsync(conductor => conductor.AddHost("one", _ => new ScriptedHost(ScriptedHost.Text("from one"), ScriptedHost.End())));
        using var other = await StartAsync(conductor => conductor.AddHost("other", _ => new ScriptedHost(ScriptedHost.Text("from the other"), ScriptedHost.End())));
        var (first, second) = (one.Services.GetRequiredService<IConductor>(), other.Services.GetRequiredService<IConductor>());

        Assert.Equal(("from one", "from the other"),
            (await first.AskForTextAsync("scripted", "?", cancellationToken: Cancel), await second.AskForTextAsync("scripted", "?", cancellationToken: Cancel)));
        Assert.Equal(("one", "other"), (Assert.Single(first.Fleet.Hosts).Name, Assert.Single(second.Fleet.Hosts).Name));

        await one.StopAsync(Cancel);
        Assert.Equal("from the other", await second.AskForTextAsync("scripted", "?", cancellationToken: Cancel));
        await other.StopAsync(Cancel);
    }

    [Fact]
    public async Task When_the_actors_end_by_themselves_the_host_stops()
    {
        using var host = await StartAsync(conductor => conductor.AddEliza());
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.UnsafeRegister(_ => stopping.TrySetResult(), state: null);

        await host.Services.GetRequiredService<IConductor>().StopAsync(Cancel);

        await stopping.Task.WaitAsync(Patience.Long, Cancel);
    }

    [Fact]
    public async Task A_turn_that_runs_ends_before_the_host_has_stopped()
    {
        var gate = new TaskCompletionSource();
        using var host = await StartAsync(conductor => conductor.AddHost("slow", _ => new GatedHost(gate.Task)));
        var turn = await host.Services.GetRequiredService<IConductor>().StartTurnAsync(Asking("slow"), "test", Cancel);
        await using var entries = turn.AttachAsync().GetAsyncEnumerator(Cancel);
        while (await entries.MoveNextAsync() && entries.Current.Kind != EntryKind.Text)
            Assert.NotEqual(EntryKind.End, entries.Current.Kind);

        var stopping = host.StopAsync(Cancel);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        await stopping;

        Assert.Equal(StreamEnd.Completed, turn.Log.Ending?.End);
    }

    [Fact]
    public async Task The_configuration_of_the_host_says_what_to_do_in_any_spelling()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Conductor:Timeouts:FirstToken"] = "7s",
            ["conductor:queue:limit"] = "5",
            ["CONDUCTOR:MODELS:DEFAULT"] = "llama3.2",
            ["Conductor:Hosts:GPU-1:Url"] = "http://gpu-1:1",
            ["Conductor:Hosts:GPU-1:ApiKey"] = "secret",
            ["Logging:LogLevel:Default"] = "Warning",
        }).Build();

        var settings = SettingsSource.Read(configuration);

        Assert.Equal((TimeSpan.FromSeconds(7), 5, "llama3.2"), (settings.Timeouts.FirstToken, settings.QueueLimit, settings.DefaultModel));
        Assert.Equal(("GPU-1", "http://gpu-1:1", "secret"), Assert.Single(settings.Hosts.Select(one => (one.Name, one.Url, one.ApiKey))));
        Assert.Equal(settings.Hosts, SettingsSource.Read(configuration.GetSection("Conductor")).Hosts);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_change_of_the_hosts_configuration_is_applied_and_a_mistake_in_it_changes_nothing()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Conductor:Hosts:old:Kind"] = "eliza", ["Conductor:Http:BodyPatience"] = "7s" }).Build();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddConductor(configuration, conductor => conductor.AddHost("of-code", _ => new ScriptedHost(ScriptedHost.Text("still here"), ScriptedHost.End())));
        using var host = builder.Build();
        await host.StartAsync(Cancel);
        var conductor = host.Services.GetRequiredService<IConductor>();
        var state = host.Services.GetRequiredService<ConfigurationState>();
        Assert.Equal(TimeSpan.FromSeconds(7), host.Services.GetRequiredService<HttpOptions>().BodyPatience);
        var ofCode = (await conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel)).Hosts.Single(one => one.Name == "of-code").Ref;

        await ChangeAsync("Conductor:Hosts:old:Kind", "olama", () => state.News.Problem is not null);
        Assert.Contains("one of ollama, openai, chat-client, eliza", state.News.Problem, StringComparison.Ordinal);
        Assert.Equal(["of-code", "old"], conductor.Fleet.Hosts.Select(one => one.Name).Order());

        configuration["Conductor:Hosts:new:Kind"] = "eliza";
        await ChangeAsync("Conductor:Hosts:old:Kind", "eliza", () => state.News.Applied == 1);
        Assert.Null(state.News.Problem);
        Assert.Equal(["new", "of-code", "old"], (await conductor.RefreshFleetAsync(TimeSpan.Zero, Cancel)).Hosts.Select(one => one.Name).Order());
        Assert.Equal(ofCode, conductor.Fleet.Hosts.Single(one => one.Name == "of-code").Ref);
        Assert.Equal("still here", await conductor.AskForTextAsync("scripted", "?", cancellationToken: Cancel));
        await host.StopAsync(Cancel);

        async Task ChangeAsync(string key, string value, Func<bool> isThere)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(Patience.Long);
            configuration[key] = value;
            configuration.Reload();
            while (!isThere())
                await conductor.RefreshFleetAsync(TimeSpan.Zero, patience.Token);
        }
    }

    [Fact]
    public async Task Mistakes_in_the_configuration_stop_the_start_all_at_once()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Conductor:Timeouts:Idle"] = "soon", ["Conductor:Hosts:a:Kind"] = "olama" });
        builder.Services.AddConductor(builder.Configuration);
        using var host = builder.Build();

        var mistakes = (await Assert.ThrowsAsync<SettingsException>(() => host.StartAsync(Cancel))).Mistakes;

        Assert.Contains(mistakes, one => one.Contains("'conductor.timeouts.idle' must be"));
        Assert.Contains(mistakes, one => one.Contains("one of ollama, openai, chat-client, eliza"));
    }

    [Fact]
    public async Task A_policy_of_the_application_has_the_last_word_on_where_a_turn_runs()
    {
        using var host = await StartAsync(conductor => conductor.AddEliza("first").AddEliza("second").UseRouting(new NeverTheFirst()));

        var routed = await FirstStatusAsync(host.Services.GetRequiredService<IConductor>(), "anybody");
        var refused = await FirstStatusAsync(host.Services.GetRequiredService<IConductor>(), "nobody");

        Assert.Equal("second", routed.Status?.Host);
        Assert.Equal(StreamEnd.BackendRefused, refused.Ending?.End);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Only_the_parts_that_were_mapped_are_served_and_the_rest_is_the_applications()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddConductor(conductor => conductor.AddEliza());
        await using var app = builder.Build();
        app.MapConductor(ConductorParts.OpenAi);
        app.MapGroup("/models").MapConductor(ConductorParts.Ollama);
        app.MapGet("/api/tags", () => "mine");
        await app.StartAsync(Cancel);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models", Cancel)).StatusCode);
        Assert.Contains("eliza", await client.GetStringAsync("/models/api/tags", Cancel), StringComparison.Ordinal);
        Assert.Equal("mine", await client.GetStringAsync("/api/tags", Cancel));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/conductor/v1/status", Cancel)).StatusCode);
        await app.StopAsync(Cancel);
    }

    private static async Task<LogEntry> FirstStatusAsync(IConductor conductor, string caller)
    {
        await foreach (var entry in conductor.AskAsync(Asking("eliza"), caller, Cancel))
            return entry;
        throw new InvalidOperationException("The log has no entry.");
    }

    private static ModelRequest Asking(string model) => new() { Model = model, Messages = [new("user", "?")] };

    private static async Task<IHost> StartAsync(Action<ConductorBuilder> build)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddConductor(build);
        var host = builder.Build();
        await host.StartAsync(Cancel);
        return host;
    }

    private sealed class NeverTheFirst : IRoutingPolicy
    {
        public RoutePlan Decide(ModelRequest request, string caller, FleetSnapshot fleet, RoutePlan proposed) =>
            proposed with { Candidates = proposed.Candidates.RemoveAll(candidate => candidate.Host == "first" || caller == "nobody") };
    }
}
