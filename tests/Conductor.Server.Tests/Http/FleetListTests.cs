using System.Text.Json;
using Conductor.Core.Routing;
using Conductor.OllamaSim;
using Conductor.Server.Http;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http;

public sealed class FleetListTests
{
    [Fact]
    public async Task Models_of_all_hosts_are_listed_once_and_the_newest_first()
    {
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var one = OllamaSimulator.Start(new SimModel("a") { ModifiedAt = day }, new SimModel("shared") { ModifiedAt = day.AddDays(2) });
        await using var two = OllamaSimulator.Start(new SimModel("b") { ModifiedAt = day.AddDays(1) }, new SimModel("shared") { ModifiedAt = day.AddDays(3) });
        await using var conductor = await ServedConductor.StartAsync(one, two);
        Assert.Equal(["shared:latest", "b:latest", "a:latest"], await NamesAsync(conductor, "/api/tags"));
        Assert.Empty(await NamesAsync(conductor, "/api/ps"));
        await conductor.PostTextAsync("/api/generate", """{"model":"a","keep_alive":"5m"}""");
        await conductor.PostTextAsync("/api/generate", """{"model":"b","keep_alive":-1}""");
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(["b:latest", "a:latest"], await NamesAsync(conductor, "/api/ps"));
    }

    [Fact]
    public async Task Models_of_one_name_and_different_contents_are_listed_both_but_have_one_id()
    {
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var old = OllamaSimulator.Start(new SimModel("m") { ModifiedAt = day, Digest = new string('a', 64) });
        await using var other = OllamaSimulator.Start(new SimModel("m") { ModifiedAt = day.AddDays(1), Digest = new string('b', 64) });
        await using var conductor = await ServedConductor.StartAsync(old, other);

        using var tags = JsonDocument.Parse(await conductor.GetTextAsync("/api/tags"));
        Assert.Equal([new string('b', 64), new string('a', 64)], tags.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("digest").GetString()!));
        using var objects = JsonDocument.Parse(await conductor.GetTextAsync("/v1/models"));
        Assert.Equal(["m:latest"], objects.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Names_of_the_operator_are_listed_as_the_model_that_they_lead_to()
    {
        await using var host = OllamaSimulator.Start("llama3.2", "qwen3:8b");
        var names = NameTable.Build(
            [
                new ModelPlan("fast") { Target = "gone", Fallback = ["llama3.2"] },
                new ModelPlan("big:v1") { Target = "qwen3:8b" },
                new ModelPlan("nowhere") { Target = "gone" },
                new ModelPlan("llama3.2") { Target = "qwen3:8b" },
                new ModelPlan("qwen3:8b") { Context = 100 },
            ],
            new Dictionary<TaskKind, string>(),
            known: null,
            out _)!;
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Adjust = plan => plan with { Fleet = plan.Fleet with { Names = names } } }, host);

        using var tags = JsonDocument.Parse(await conductor.GetTextAsync("/api/tags"));
        var models = tags.RootElement.GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("name").GetString()!);
        Assert.Equal(["big:v1", "fast:latest", "llama3.2:latest", "qwen3:8b"], models.Keys.Order());
        Assert.Equal("big:v1", models["big:v1"].GetProperty("model").GetString());
        Assert.Equal(models["qwen3:8b"].GetProperty("digest").GetString(), models["big:v1"].GetProperty("digest").GetString());
        Assert.Equal(models["llama3.2:latest"].GetProperty("details").GetRawText(), models["fast:latest"].GetProperty("details").GetRawText());
        Assert.Equal(
            models["llama3.2:latest"].EnumerateObject().Select(property => property.Name), models["fast:latest"].EnumerateObject().Select(property => property.Name));

        using var objects = JsonDocument.Parse(await conductor.GetTextAsync("/v1/models"));
        Assert.Equal(models.Keys.Order(), objects.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!).Order());
        Assert.StartsWith("""{"id":"fast","object":"model",""", await conductor.GetTextAsync("/v1/models/fast"));
    }

    [Fact]
    public async Task A_silent_host_does_not_hold_up_the_list()
    {
        await using var one = OllamaSimulator.Start("a");
        await using var two = OllamaSimulator.Start("b");
        two.Everything.Always(Fault.NeverAnswer);
        var http = new HttpOptions { ListPatience = TimeSpan.FromMilliseconds(100), ListMaxAge = TimeSpan.Zero };
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Http = http }, one, two);
        // Evidence that the first host's answer is in: a turn on it runs.
        await conductor.PostTextAsync("/api/generate", """{"model":"a","prompt":"x"}""").SoonAsync();
        Assert.Equal(["a:latest"], await NamesAsync(conductor, "/api/tags").SoonAsync());
    }

    [Fact]
    public async Task The_version_is_the_oldest_among_the_hosts()
    {
        await using var one = OllamaSimulator.Start(new SimOptions { Version = "0.32.1" });
        await using var two = OllamaSimulator.Start(new SimOptions { Version = "0.9.10-rc2" });
        await using var conductor = await ServedConductor.StartAsync(one, two);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        Assert.Equal("""{"version":"0.9.10-rc2"}""", await conductor.GetTextAsync("/api/version"));
    }

    [Fact]
    public async Task The_status_says_what_is_known_of_every_host()
    {
        await using var up = OllamaSimulator.Start("a");
        var down = OllamaSimulator.Start("b");
        await down.DisposeAsync();
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { DefaultModel = "a" }, up, down);
        await conductor.Conductor.RefreshFleetAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        using var status = JsonDocument.Parse(await conductor.GetTextAsync("/conductor/v1/status"));
        Assert.Equal("conductor", status.RootElement.GetProperty("product").GetString());
        Assert.Equal("0.1.0", status.RootElement.GetProperty("version").GetString());
        Assert.Equal("a", status.RootElement.GetProperty("default_model").GetString());
        var hosts = status.RootElement.GetProperty("hosts");
        Assert.Equal(["up", "down"], hosts.EnumerateArray().Select(host => host.GetProperty("health").GetString()!));
        Assert.Equal("a:latest", hosts[0].GetProperty("models")[0].GetString());
        Assert.Contains($"{down.Port}", hosts[1].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    private static async Task<string[]> NamesAsync(ServedConductor conductor, string path)
    {
        using var list = JsonDocument.Parse(await conductor.GetTextAsync(path));
        return [.. list.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!)];
    }
}
