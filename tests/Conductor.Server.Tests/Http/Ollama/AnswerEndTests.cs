using System.Net;
using System.Text.Json;
using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.Ollama;

/// <summary>An answer ends whole, or everybody can see that it does not.</summary>
public sealed class AnswerEndTests
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""";
    private const string AskWhole = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"stream":false}""";

    public static TheoryData<string, Fault, string> Breaks => new()
    {
        { "cut", Fault.CutAfter(10), "broke off" },
        { "reset", Fault.ResetAfter(10), "broke off" },
        { "error line", Fault.ErrorAfter(10, "out of <memory>"), "out of <memory>" },
        { "no done", Fault.NoFinishReason, "broke off" },
        { "garbage", Fault.GarbageAfter(10), "not what an Ollama writes" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task An_answer_that_breaks_off_ends_with_an_error_line_and_without_the_end_of_its_body(string name, Fault fault, string words)
    {
        Assert.NotEmpty(name);
        await using var sim = OllamaSimulator.Start();
        sim.Always(fault);
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/chat", Ask);
        var answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"done\":true", answer, StringComparison.Ordinal);
        // The last chunk is there and whole; the one that would say that it was the last is not.
        Assert.EndsWith("}\n\r\n", answer, StringComparison.Ordinal);
        using var error = JsonDocument.Parse(answer[answer.LastIndexOf("{\"error\"", StringComparison.Ordinal)..].TrimEnd());
        Assert.Contains(words, error.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task An_HTTP_client_reads_all_lines_of_a_broken_answer_and_then_fails(string name, Fault fault, string words)
    {
        Assert.NotEmpty(name);
        await using var sim = OllamaSimulator.Start();
        sim.Always(fault);
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var response = await conductor.PostAsync("/api/chat", Ask);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var last = "";
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                last = line;
        });
        Assert.Contains(words.Replace("<memory>", "\\u003cmemory\\u003e", StringComparison.Ordinal), last, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task An_answer_that_breaks_off_is_refused_as_a_whole_one(string name, Fault fault, string words)
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(fault);
        await using var conductor = await ServedConductor.StartAsync(sim);
        var (status, error) = await conductor.PostForErrorAsync("/api/chat", AskWhole);
        // What the host says of itself has the status that the host would have given it; that its answer cannot be used is what we say.
        Assert.Equal(name == "error line" ? HttpStatusCode.InternalServerError : HttpStatusCode.BadGateway, status);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_host_ends_the_answer_with_the_name_of_the_time_out()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Fault.SilentAfter(10));
        var settings = new ServedSettings { Timeouts = TurnTimeouts.Default with { Idle = TimeSpan.FromMilliseconds(200) } };
        await using var conductor = await ServedConductor.StartAsync(settings, sim);
        var (status, error) = await conductor.PostForErrorAsync("/api/chat", AskWhole);
        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.Contains("timeouts.idle", error, StringComparison.Ordinal);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/chat", Ask);
        Assert.Contains("timeouts.idle", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_refusal_before_the_first_token_keeps_its_status_and_its_words(int status)
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Fault.Status(status, "because <so>"));
        await using var conductor = await ServedConductor.StartAsync(sim);
        Assert.Equal(((HttpStatusCode)status, "because <so>"), await conductor.PostForErrorAsync("/api/chat", Ask));
        Assert.Equal(((HttpStatusCode)status, "because <so>"), await conductor.PostForErrorAsync("/api/chat", AskWhole));
    }

    [Fact]
    public async Task A_host_that_asks_to_be_left_alone_is_quoted()
    {
        await using var sim = OllamaSimulator.Start();
        // Longer than a turn is made to wait: a shorter rest is waited out.
        sim.Always(Fault.TooManyRequests(TimeSpan.FromSeconds(70)));
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var response = await conductor.PostAsync("/api/chat", Ask);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(70), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task An_answer_of_nothing_is_one_last_line()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Answer.Nothing);
        await using var conductor = await ServedConductor.StartAsync(sim);
        var line = Assert.Single((await conductor.PostTextAsync("/api/chat", Ask)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\"done\":true,\"done_reason\":\"stop\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_of_a_whole_answer_serves_the_next_request()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        for (var i = 0; i < 3; i++)
        {
            await connection.PostAsync("/api/chat", Ask);
            var answer = await connection.ReadUntilAsync("\r\n0\r\n\r\n");
            Assert.Contains("Transfer-Encoding: chunked\r\n", answer, StringComparison.Ordinal);
            Assert.EndsWith("}\n\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_old_client_that_knows_no_chunks_gets_the_lines_bare()
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.SendAsync($"POST /api/chat HTTP/1.0\r\nContent-Length: {Ask.Length}\r\n\r\n{Ask}");
        var answer = await connection.ReadToEndAsync();
        Assert.DoesNotContain("chunked", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(60, Caller.TextOf(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]).Split(' ').Length);
    }

    [Fact]
    public async Task A_whole_answer_has_the_passing_fields_of_all_its_parts()
    {
        var host = new ScriptedHost(
            ScriptedHost.Text("one"),
            ScriptedHost.Extra("""{"logprobs":[1]}"""), ScriptedHost.Text("two"), ScriptedHost.Extra("""{"logprobs":[2],"image":"x"}"""),
            ScriptedHost.Usage(new ModelUsage { FinishReason = "stop", EvalCount = 2 }), ScriptedHost.End());
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings(), ServedConductor.Host("scripted", host, new ServedSettings()));
        var whole = await conductor.PostTextAsync("/api/chat", """{"model":"scripted","messages":[],"stream":false}""");
        Assert.EndsWith(
            ",\"message\":{\"role\":\"assistant\",\"content\":\"onetwo\"},\"done\":true,\"done_reason\":\"stop\",\"logprobs\":[1,2],\"image\":\"x\",\"eval_count\":2}",
            whole, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StreamEnd.QueueFull, 503, "server busy, please try again.  maximum pending requests exceeded")]
    [InlineData(StreamEnd.CancelledByUser, 499, "request canceled")]
    [InlineData(StreamEnd.BackendRefused, 400, "the answer ended early (BackendRefused)")]
    [InlineData(StreamEnd.ShuttingDown, 503, "the answer ended early (ShuttingDown)")]
    public async Task Every_end_has_a_status_and_words(StreamEnd end, int status, string words)
    {
        var host = new ScriptedHost(ScriptedHost.End(end));
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings(), ServedConductor.Host("scripted", host, new ServedSettings()));
        Assert.Equal(((HttpStatusCode)status, words), await conductor.PostForErrorAsync("/api/generate", """{"model":"scripted","prompt":"x"}"""));
    }
}
