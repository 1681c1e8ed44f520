using System.Net;
using System.Text.Json;
using Conductor.Core.Routing;
using Conductor.OllamaSim;
using Conductor.Server.Http;
using Caller = Conductor.Server.Tests.Support.Caller;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http;

/// <summary>Whatever a caller does wrong, it is told so in the API's own form, and the server is unharmed.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_path_that_is_not_there_is_told_in_the_words_of_its_API()
    {
        await using var conductor = await ServedConductor.StartAsync();
        using var response = await conductor.Client.GetAsync("/api/nope", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.Equal("404 page not found", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.NotFound, "there is nothing at /conductor/v1/nope"), await conductor.PostForErrorAsync("/conductor/v1/nope", "{}"));
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_one()
    {
        await using var conductor = await ServedConductor.StartAsync();
        using var response = await conductor.Client.GetAsync("/api/chat", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Equal("405 method not allowed", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "/conductor/v1/status takes GET, HEAD, not POST"), await conductor.PostForErrorAsync("/conductor/v1/status", "{}"));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_was_announced_or_not()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Http = new HttpOptions { MaxRequestBytes = 1024 } }, sim);
        var body = JsonSerializer.Serialize(new { model = "llama3.2", prompt = new string('x', 1024) });
        var expected = (HttpStatusCode.RequestEntityTooLarge, "the request body is too large: at most 1024 bytes are taken");
        Assert.Equal(expected, await conductor.PostForErrorAsync("/api/generate", body));
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.SendAsync($"POST /api/generate HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadUntilAsync("bytes are taken\"}"), StringComparison.Ordinal);
        Assert.Empty(sim.Requests.Generations);
    }

    [Fact]
    public async Task A_body_of_forty_megabytes_passes_by_default()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        var image = new string('A', 40 << 20);
        var answer = await conductor.PostTextAsync("/api/generate", $$"""{"model":"llama3.2","prompt":"x","images":["{{image}}"],"stream":false}""");
        Assert.Contains("\"done\":true", answer, StringComparison.Ordinal);
        Assert.Equal(image, sim.Requests.Generations[0].Field("images")!.Value[0].GetString());
    }

    [Fact]
    public async Task An_unknown_model_is_not_found_and_what_there_is_is_named()
    {
        await using var sim = OllamaSimulator.Start("llama3.2", "qwen3:8b");
        await using var conductor = await ServedConductor.StartAsync(sim);
        var (status, error) = await conductor.PostForErrorAsync("/api/chat", """{"model":"lama3.2","messages":[{"role":"user","content":"hi"}]}""");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("model 'lama3.2' not found (there is: llama3.2:latest, qwen3:8b)", error);
    }

    [Fact]
    public async Task Where_there_are_many_models_the_nearest_are_named_and_it_is_said_that_there_are_more()
    {
        await using var sim = OllamaSimulator.Start("llama3.2", "qwen3:8b", "gemma3:4b", "mistral:7b");
        var names = NameTable.Build([new ModelPlan("lama3") { Target = "llama3.2" }], new Dictionary<TaskKind, string>(), known: null, out _)!;
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Adjust = plan => plan with { Fleet = plan.Fleet with { Names = names } } }, sim);
        var (_, error) = await conductor.PostForErrorAsync("/api/chat", """{"model":"lama3.2","messages":[{"role":"user","content":"hi"}]}""");
        Assert.StartsWith("model 'lama3.2' not found (nearest: llama3.2:latest, lama3, ", error, StringComparison.Ordinal);
        Assert.EndsWith("; 2 more)", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_an_option_is_told_without_asking_a_host_and_held_against_none()
    {
        await using var sim = OllamaSimulator.Start("llama3.2");
        await using var conductor = await ServedConductor.StartAsync(sim);
        for (var i = 0; i < 20; i++)
        {
            var expected = (HttpStatusCode.InternalServerError, "option \"temperature\" must be of type float32");
            Assert.Equal(expected, await conductor.PostForErrorAsync("/api/generate", """{"model":"llama3.2","prompt":"x","options":{"temperature":"hot"}}"""));
        }
        Assert.Empty(sim.Requests.Generations);
        Assert.Contains("\"done\":true", await conductor.PostTextAsync("/api/generate", """{"model":"llama3.2","prompt":"x","stream":false}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_host_is_named_with_the_way_out()
    {
        var sim = OllamaSimulator.Start();
        await sim.DisposeAsync();
        await using var conductor = await ServedConductor.StartAsync(sim);
        var (status, error) = await conductor.PostForErrorAsync("/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"127.0.0.1:{sim.Port}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_model_means_the_default_one_only_for_those_who_say_so()
    {
        await using var sim = OllamaSimulator.Start("llama3.2");
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate") { Content = Caller.Form("""{"prompt":"hi","stream":false}""") };
        request.Headers.Add("X-Conductor-Default-Model", "allow");
        using var response = await conductor.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("sim-1", Assert.Single(response.Headers.GetValues("X-Conductor-Host")));
    }

    [Fact]
    public async Task Garbage_hurts_only_its_own_connection()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var garbage = await RawConnection.OpenAsync(conductor.Url);
        await garbage.SendAsync("\0\u0001not HTTP\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await garbage.ReadToEndAsync(), StringComparison.Ordinal);
        using var slow = await RawConnection.OpenAsync(conductor.Url);
        await slow.SendAsync("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
        using var flood = await RawConnection.OpenAsync(conductor.Url);
        await flood.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n" + string.Concat(Enumerable.Range(0, 500).Select(number => $"X-{number}: x\r\n")) + "\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", await flood.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("Ollama is running", await conductor.GetTextAsync("/"));
    }
}
