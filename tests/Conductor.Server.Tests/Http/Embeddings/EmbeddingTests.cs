using System.Net;
using System.Text.Json;
using Conductor.Backends.Eliza;
using Conductor.Backends.OpenAi;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.Embeddings;

/// <summary>Vectors are asked for as answers are: routed, one at a time where a host takes one at a time, asked for elsewhere when a host fails.</summary>
public sealed class EmbeddingTests
{
    [Theory]
    [InlineData("/api/embed", """{"model":"a","input":"hello"}""")]
    [InlineData("/api/embeddings", """{"model":"a","prompt":"hello"}""")]
    [InlineData("/v1/embeddings", """{"model":"a","input":"hello"}""")]
    public async Task A_host_that_fails_or_breaks_off_is_stood_in_for_by_another(string path, string body)
    {
        await using var one = OllamaSimulator.Start("a");
        await using var two = OllamaSimulator.Start("a");
        var hostPath = path == "/v1/embeddings" ? "/api/embed" : path;
        one.Route(hostPath).Next(Fault.CutAfter(0)).Then(Fault.Status(500));
        two.Route(hostPath).Next(Fault.CutAfter(0)).Then(Fault.Status(500));
        await using var conductor = await ServedConductor.StartAsync(one, two);
        // Whichever is asked first fails and so does the other at its first; the third one is whole.
        _ = await conductor.PostTextAsync(path, body);
        Assert.Contains("0.", await conductor.PostTextAsync(path, body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_wait_for_their_slot_like_answers_and_leave_it_when_their_caller_leaves()
    {
        await using var sim = OllamaSimulator.Start("a");
        sim.Route("/api/embed").Next(Fault.NeverAnswer);
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Parallel = 1 }, sim);
        var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/embed", """{"model":"a","input":"hello"}""");
        var request = await sim.Requests.NextAsync("/api/embed", TestContext.Current.CancellationToken).SoonAsync();
        var waiting = conductor.PostTextAsync("/api/embed", """{"model":"a","input":"hello"}""");
        connection.Dispose();
        await request.ClosedByClient.SoonAsync();
        Assert.Contains("\"embeddings\":[[", await waiting.SoonAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_OpenAI_host_answers_all_three_routes()
    {
        await using var sim = OllamaSimulator.Start(new SimOptions { Flavor = SimFlavor.OpenAi, Models = ["a"] });
        var driver = new OpenAiHost(new OpenAiOptions { Url = new Uri(sim.Url, "/v1") });
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings(), ServedConductor.Host("lab", driver, new ServedSettings()));
        using var embed = JsonDocument.Parse(await conductor.PostTextAsync("/api/embed", """{"model":"a:latest","input":["x","y"],"dimensions":4}"""));
        Assert.Equal(["model", "embeddings", "total_duration", "load_duration", "prompt_eval_count"], embed.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("a:latest", embed.RootElement.GetProperty("model").GetString());
        Assert.Equal(2, embed.RootElement.GetProperty("embeddings").GetArrayLength());
        using var old = JsonDocument.Parse(await conductor.PostTextAsync("/api/embeddings", """{"model":"a","prompt":"x"}"""));
        Assert.True(old.RootElement.GetProperty("embedding").GetArrayLength() > 4);
        using var openAi = JsonDocument.Parse(await conductor.PostTextAsync("/v1/embeddings", """{"model":"a","input":["x","y"],"dimensions":4,"encoding_format":"base64"}"""));
        Assert.Equal(16, openAi.RootElement.GetProperty("data")[1].GetProperty("embedding").GetBytesFromBase64().Length);
        Assert.Equal(embed.RootElement.GetProperty("prompt_eval_count").GetInt32(), openAi.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task A_model_that_makes_none_says_so()
    {
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings(), ServedConductor.Host("eliza", new ElizaHost(), new ServedSettings()));
        var (status, error) = await conductor.PostForErrorAsync("/api/embed", """{"model":"eliza","input":"hello"}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("does not support embeddings", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_long_vectors_come_whole_and_in_order()
    {
        await using var sim = OllamaSimulator.Start(new SimModel("a") { EmbeddingLength = 1024 });
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var direct = new HttpClient { BaseAddress = sim.Url };
        var body = JsonSerializer.Serialize(new { model = "a", input = Enumerable.Range(0, 200).Select(number => $"text {number}") });
        using var directly = await direct.PostAsync("/api/embed", Support.Caller.Form(body), TestContext.Current.CancellationToken);
        using var expected = JsonDocument.Parse(await directly.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var actual = JsonDocument.Parse(await conductor.PostTextAsync("/api/embed", body));
        Assert.True(JsonElement.DeepEquals(expected.RootElement.GetProperty("embeddings"), actual.RootElement.GetProperty("embeddings")));
    }
}
