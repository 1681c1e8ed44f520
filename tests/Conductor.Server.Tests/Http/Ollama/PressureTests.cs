using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.Ollama;

/// <summary>Many callers, and callers who do not read.</summary>
public sealed class PressureTests
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_hundred_concurrent_requests_all_complete()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Parallel = 4 }, sim);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => conductor.PostTextAsync("/api/chat", Ask.Replace("hi", $"hi {number}", StringComparison.Ordinal)))).SoonAsync();
        Assert.All(answers, answer => Assert.EndsWith("}\n", answer, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.Equal(61, answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.True(sim.PeakRunning <= 4);
    }

    [Fact]
    public async Task A_caller_who_does_not_read_stops_the_model()
    {
        const int tokens = 100_000;
        await using var sim = OllamaSimulator.Start(new SimOptions { SendBufferBytes = 16 * 1024 });
        sim.Always(Answer.Tokens(tokens));
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url, receiveBuffer: 16 * 1024);
        await connection.PostAsync("/api/chat", Ask);
        var request = await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        await request.BlockedAsync(TestContext.Current.CancellationToken).SoonAsync();
        // Another caller of the same model is not held up by it.
        Assert.Contains("\"done\":true", await conductor.PostTextAsync("/api/chat", """{"model":"llama3.2","messages":[]}"""), StringComparison.Ordinal);
        Assert.True(request.SentTokens < tokens, $"{request.SentTokens} tokens left, although nobody reads");
        Assert.Contains("\"done\":true", await connection.ReadUntilAsync("\r\n0\r\n\r\n").SoonAsync(), StringComparison.Ordinal);
        Assert.Equal(tokens, request.SentTokens);
    }

    [Fact]
    public async Task A_burst_arrives_whole()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Answer.Tokens(20_000));
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var direct = new HttpClient { BaseAddress = sim.Url };
        using var body = Caller.Form(Ask);
        using var expected = await direct.PostAsync("/api/chat", body, TestContext.Current.CancellationToken);
        Assert.Equal(
            Caller.TextOf(await expected.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)),
            Caller.TextOf(await conductor.PostTextAsync("/api/chat", Ask)));
    }

    [Fact]
    public async Task Characters_that_came_in_halves_leave_whole()
    {
        const string text = "héllo 🌍 <wörld> & \"more\"\n\u2028";
        await using var sim = OllamaSimulator.Start();
        sim.Always(Answer.Text(text).With(Fault.OneBytePackets));
        await using var conductor = await ServedConductor.StartAsync(sim);
        Assert.Equal(text, Caller.TextOf(await conductor.PostTextAsync("/api/chat", Ask)));
        Assert.Equal(text, Caller.TextOf(await conductor.PostTextAsync("/api/chat", Ask.Replace("}]}", "}],\"stream\":false}", StringComparison.Ordinal))));
    }
}
