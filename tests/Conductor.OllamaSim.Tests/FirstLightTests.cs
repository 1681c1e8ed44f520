using System.Net.Http.Json;

namespace Conductor.OllamaSim.Tests;

public sealed class FirstLightTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_streams_its_tokens_as_lines_and_ends_with_done()
    {
        await using var sim = OllamaSimulator.Start("llama3.2");
        sim.Next(Answer.Tokens("Hel", "lo"));
        using var http = new HttpClient { BaseAddress = sim.Url };
        var answer = await http.PostAsJsonAsync("/api/chat", new { model = "llama3.2", messages = new[] { new { role = "user", content = "hi" } } }, Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.ToString());
        var lines = text.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Contains("\"content\":\"Hel\"},\"done\":false}", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"done\":true,\"done_reason\":\"stop\"", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_ai_chat_streams_events_and_ends_with_its_mark()
    {
        await using var sim = OllamaSimulator.Start(new SimOptions { Flavour = SimFlavour.OpenAi });
        sim.Next(Answer.Tokens("Hel", "lo"));
        using var http = new HttpClient { BaseAddress = sim.Url };
        var answer = await http.PostAsJsonAsync("/v1/chat/completions", new { model = "llama3.2", stream = true, messages = new[] { new { role = "user", content = "hi" } } }, Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_is_noticed_while_its_answer_waits()
    {
        await using var sim = OllamaSimulator.Start("llama3.2");
        var gate = new TokenGate();
        sim.Next(Answer.Tokens(10).Gated(gate));
        var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""");
        var request = await sim.Requests.NextGenerationAsync(Cancelled);
        gate.Release(2);
        await request.SentTokensAsync(2, Cancelled);
        raw.Dispose();
        await request.ClosedByClient;
        await sim.Connections.WaitForOpenAsync(0, Cancelled);
        Assert.Equal(2, request.SentTokens);
        Assert.Equal(0, sim.Model("llama3.2").Running);
    }

    [Fact]
    public async Task A_kill_resets_and_refuses_and_a_revival_serves_on_the_same_port()
    {
        await using var sim = OllamaSimulator.Start("llama3.2");
        using var http = new HttpClient { BaseAddress = sim.Url };
        Assert.Equal("Ollama is running", await http.GetStringAsync("/", Cancelled));
        await sim.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/", Cancelled));
        await sim.ReviveAsync();
        Assert.Equal("Ollama is running", await http.GetStringAsync("/", Cancelled));
    }

    [Fact]
    public async Task A_burst_is_whole()
    {
        await using var sim = OllamaSimulator.Start("llama3.2");
        sim.Always(Answer.Tokens(20_000));
        using var http = new HttpClient { BaseAddress = sim.Url };
        for (var round = 0; round < 2; round++)
        {
            var answer = await http.PostAsJsonAsync("/api/generate", new { model = "llama3.2", prompt = "go" }, Cancelled);
            Assert.Equal(20_002, (await answer.Content.ReadAsStringAsync(Cancelled)).Split('\n').Length);
        }
        Assert.Equal(20_000, sim.Requests.All[0].SentTokens);
    }
}
