using System.Net;
using System.Text.Json;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;
using HttpOptions = Conductor.Server.Http.HttpOptions;

namespace Conductor.Server.Tests.Http.Turns;

/// <summary>Who waits hears that it is waited for, and who gets an answer hears from whom and why.</summary>
public sealed class WaitingTests
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"stream":true}""";

    private static readonly HttpOptions Quick = new() { FirstHeartbeat = TimeSpan.FromMilliseconds(20), HeartbeatEvery = TimeSpan.FromMilliseconds(20) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_of_the_OpenAI_API_hears_comments_until_the_first_token()
    {
        await using var sim = OllamaSimulator.Start();
        var gate = new TokenGate();
        sim.Next(Answer.Tokens("Hel", "lo").Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Http = Quick }, sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/v1/chat/completions", Ask);
        var waiting = await connection.ReadUntilAsync(": loading the model\n\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", waiting, StringComparison.Ordinal);
        Assert.Contains("text/event-stream", waiting, StringComparison.Ordinal);
        await connection.ReadUntilAsync(": loading the model\n\n");
        gate.Open();
        var answer = await connection.ReadUntilAsync("data: [DONE]");
        Assert.Contains("\"content\":\"Hel\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_of_the_Ollama_API_hears_spaces_and_reads_every_line_as_one_object()
    {
        await using var sim = OllamaSimulator.Start();
        var gate = new TokenGate();
        sim.Next(Answer.Tokens("Hel", "lo").Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Http = Quick }, sim);
        using var response = await conductor.PostAsync("/api/chat", Ask);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        var bytes = new byte[1];
        for (var heard = 0; heard < 2; heard++)
        {
            await body.ReadExactlyAsync(bytes, Cancel).AsTask().SoonAsync();
            Assert.Equal((byte)' ', bytes[0]);
        }
        gate.Open();
        using var reader = new StreamReader(body);
        var lines = (await reader.ReadToEndAsync(Cancel).SoonAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Hello", string.Concat(lines.Select(line => JsonElement.Parse(line).GetProperty("message").GetProperty("content").GetString())));
        Assert.True(JsonElement.Parse(lines[^1]).GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task A_caller_in_the_queue_hears_how_many_are_ahead()
    {
        await using var sim = OllamaSimulator.Start();
        var gate = new TokenGate();
        sim.Next(Answer.Tokens(3).Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Parallel = 1, Http = Quick }, sim);
        var first = conductor.PostTextAsync("/api/chat", Ask);
        await sim.Requests.NextGenerationAsync(Cancel).SoonAsync();
        using var second = await RawConnection.OpenAsync(conductor.Url);
        await second.PostAsync("/v1/chat/completions", Ask);
        await second.ReadUntilAsync(": waiting for a slot, 0 ahead\n\n");
        gate.Open();
        await second.ReadUntilAsync("data: [DONE]");
        await first.SoonAsync();
    }

    [Fact]
    public async Task Past_the_bound_of_the_queue_the_answer_is_503_with_a_time_to_come_back()
    {
        await using var sim = OllamaSimulator.Start();
        var gate = new TokenGate();
        sim.Next(Answer.Tokens(3).Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Parallel = 1, QueueLimit = 1 }, sim);
        var first = conductor.PostTextAsync("/api/chat", Ask);
        await sim.Requests.NextGenerationAsync(Cancel).SoonAsync();
        var second = conductor.PostTextAsync("/api/chat", Ask);
        while (conductor.Conductor.Fleet.Hosts[0].Models.Of("llama3.2").Waiting == 0)
            await conductor.Conductor.RefreshFleetAsync(TimeSpan.FromDays(1), Cancel).SoonAsync();
        foreach (var path in (string[])["/api/chat", "/v1/chat/completions"])
        {
            using var refused = await conductor.PostAsync(path, Ask);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Contains("server busy, please try again.  maximum pending requests exceeded", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
        gate.Open();
        await first.SoonAsync();
        await second.SoonAsync();
    }

    [Theory]
    [InlineData("/api/chat")]
    [InlineData("/v1/chat/completions")]
    public async Task The_headers_say_which_host_and_model_answer_and_why(string path)
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        foreach (var ask in (string[])[Ask, Ask.Replace("true", "false", StringComparison.Ordinal)])
        {
            using var response = await conductor.PostAsync(path, ask);
            Assert.Equal(("sim-1", "llama3.2:latest"), (Header(response, "X-Conductor-Host"), Header(response, "X-Conductor-Model")));
            Assert.StartsWith("sim-1: ", Header(response, "X-Conductor-Route"), StringComparison.Ordinal);
            Assert.Contains("first token expected in", Header(response, "X-Conductor-Route"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("X-Conductor-Task", "cooking", "X-Conductor-Task: 'cooking' is not one of general, quick, tool-use, embedding, code, creative, math, deep")]
    [InlineData("X-Conductor-Priority", "urgent", "X-Conductor-Priority: 'urgent' is not one of high, normal, low")]
    public async Task A_hint_that_means_nothing_is_refused(string header, string value, string words)
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat") { Content = Caller.Form(Ask) };
        request.Headers.Add(header, value);
        using var response = await conductor.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(words, JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancel)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(sim.Requests.Generations);
    }

    [Fact]
    public async Task A_route_is_explained_without_asking_any_model()
    {
        await using var one = OllamaSimulator.Start("llama3.2", "qwen3:8b");
        await using var two = OllamaSimulator.Start("llama3.2");
        await using var conductor = await ServedConductor.StartAsync(one, two);
        var route = JsonElement.Parse(await conductor.PostTextAsync("/conductor/v1/route", """{"model":"llama3.2","messages":[{"role":"user","content":"Solve the equation"}]}"""));
        Assert.Equal("math", route.GetProperty("task").GetString());
        var places = route.GetProperty("places").EnumerateArray().ToArray();
        Assert.Equal(["sim-1", "sim-2"], places.Select(place => place.GetProperty("host").GetString()));
        Assert.All(places, place => Assert.Contains("is free; first token expected in", place.GetProperty("reason").GetString(), StringComparison.Ordinal));
        var nowhere = JsonElement.Parse(await conductor.PostTextAsync("/conductor/v1/route", """{"model":"qwen3:9b","messages":[]}"""));
        Assert.Empty(nowhere.GetProperty("places").EnumerateArray());
        Assert.StartsWith("model 'qwen3:9b' not found (there is: qwen3:8b", nowhere.GetProperty("refusal").GetString(), StringComparison.Ordinal);
        Assert.Empty(one.Requests.Generations);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
