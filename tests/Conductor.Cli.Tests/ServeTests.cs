using System.Net.Http.Json;
using System.Text.Json;
using Conductor.Cli.Tests.Running;
using Conductor.OllamaSim;

namespace Conductor.Cli.Tests;

public sealed class ServeTests : IAsyncDisposable
{
    private readonly CommandLine _conductor = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_listens_and_what_it_found_and_streams_an_answer()
    {
        await using var ollama = OllamaSimulator.Start("llama3.2");
        var (serve, url) = await _conductor.ServeAsync("--backend", ollama.Url.ToString());
        Assert.Contains("llama3.2", await serve.LineAsync("  host"), StringComparison.Ordinal);

        ollama.Next(Answer.Text("one two three"));
        var chunks = await ChatAsync(url, "llama3.2");

        Assert.True(chunks.Count > 3);
        Assert.Equal("one two three", string.Concat(chunks.Select(chunk => chunk.GetProperty("message").GetProperty("content").GetString())));
        Assert.Equal("stop", chunks[^1].GetProperty("done_reason").GetString());
    }

    [Fact]
    public async Task A_callers_trace_goes_on_to_the_host()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var ollama = OllamaSimulator.Start("llama3.2");
        var (_, url) = await _conductor.ServeAsync("--backend", ollama.Url.ToString());
        _http.DefaultRequestHeaders.Add("traceparent", parent);

        await ChatAsync(url, "llama3.2");

        Assert.Equal(parent, Assert.Single(ollama.Requests.Generations).Headers["traceparent"]);
    }

    [Fact]
    public async Task Without_an_Ollama_Eliza_answers_and_one_line_says_so()
    {
        _conductor.Environment["OLLAMA_HOST"] = "";
        var (serve, url) = await _conductor.ServeAsync("--backend", "eliza");

        await serve.LineAsync("  host");
        var chunks = await ChatAsync(url, "eliza");

        Assert.True(chunks[^1].GetProperty("done").GetBoolean());
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_with_zero_and_removes_the_socket(string signal)
    {
        var (serve, _) = await _conductor.ServeAsync("--backend", "eliza");
        var socket = Path.Combine(_conductor.Home, "conductor", "conductor.sock");
        Assert.True(File.Exists(socket));

        await serve.SignalAsync(signal);

        Assert.Equal(0, (await serve.FinishAsync()).ExitCode);
        Assert.False(File.Exists(socket));
    }

    [Fact]
    public async Task An_answer_that_runs_may_end_before_the_stop()
    {
        var gate = new TokenGate();
        await using var ollama = OllamaSimulator.Start("llama3.2");
        ollama.Next(Answer.Tokens("a", "b", "c").Gated(gate));
        var (serve, url) = await _conductor.ServeAsync("--backend", ollama.Url.ToString());
        var chat = ChatAsync(url, "llama3.2");
        await ollama.Requests.NextGenerationAsync(Cancel);

        await serve.SignalAsync("TERM");
        await WaitUntilRefusedAsync(url);
        gate.Open();

        var chunks = await chat;
        Assert.Equal("abc", string.Concat(chunks.Select(chunk => chunk.GetProperty("message").GetProperty("content").GetString())));
        Assert.Equal(0, (await serve.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_way_out()
    {
        var (_, url) = await _conductor.ServeAsync("--backend", "eliza");

        var second = await _conductor.RunAsync("serve", "--http", url.Authority, "--socket", "off", "--set", "journal.enabled=off");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"{url.Port}", second.Error, StringComparison.Ordinal);
        Assert.Contains("--http", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversations_that_another_conductor_has_are_left_alone_and_it_is_named()
    {
        await _conductor.ServeAsync("--backend", "eliza");

        foreach (var second in new[] { await _conductor.RunAsync("serve", "--http", "127.0.0.1:0", "--socket", "off"), await _conductor.RunAsync("export") })
        {
            Assert.Equal(1, second.ExitCode);
            Assert.Contains("in use by another conductor (process ", second.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", second.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_socket_of_a_live_conductor_is_not_taken_over_and_one_of_a_dead_one_is()
    {
        var (first, _) = await _conductor.ServeAsync("--backend", "eliza");
        var socket = Path.Combine(_conductor.Home, "conductor", "conductor.sock");

        var second = await _conductor.RunAsync("serve", "--http", "127.0.0.1:0", "--backend", "eliza", "--set", "journal.enabled=off");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(socket, second.Error, StringComparison.Ordinal);

        await first.SignalAsync("KILL");
        await first.FinishAsync();
        Assert.True(File.Exists(socket));
        await _conductor.ServeAsync("--backend", "eliza");
    }

    [Fact]
    public async Task Verbose_tells_each_step_of_the_start()
    {
        var (serve, _) = await _conductor.ServeAsync("--backend", "eliza", "-v");
        await serve.LineAsync("Try it");
        await serve.SignalAsync("TERM");

        Assert.Contains("ready, since process start", (await serve.FinishAsync()).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--http", "nonsense")]
    [InlineData("--http", "127.0.0.1:99999")]
    [InlineData("--nonsense", "x")]
    public async Task Wrong_usage_is_said_in_a_sentence(string option, string value)
    {
        var serve = await _conductor.RunAsync("serve", option, value);

        Assert.NotEqual(0, serve.ExitCode);
        Assert.Contains(option == "--http" ? value : option, serve.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", serve.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_shows_the_hosts_and_fails_where_none_runs()
    {
        Assert.Equal(1, (await _conductor.RunAsync("status")).ExitCode);
        var (serve, _) = await _conductor.ServeAsync("--backend", "eliza");
        await serve.LineAsync("Try it");

        var status = await _conductor.RunAsync("status");

        Assert.Equal(0, status.ExitCode);
        Assert.Contains("eliza", status.Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _conductor.DisposeAsync();
    }

    private async Task<List<JsonElement>> ChatAsync(Uri url, string model)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/api/chat"))
        {
            Content = JsonContent.Create(new { model, messages = new[] { new { role = "user", content = "hi" } } }),
        };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var chunks = new List<JsonElement>();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        while (await lines.ReadLineAsync(Cancel) is { } line)
            chunks.Add(JsonElement.Parse(line));
        return chunks;
    }

    // The stop has begun once a new turn is refused, or no connection is taken any more.
    private async Task WaitUntilRefusedAsync(Uri url)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < CommandLine.Patience)
        {
            try
            {
                using var answer = await _http.PostAsJsonAsync(new Uri(url, "/api/chat"), new { model = "nope", messages = new[] { new { role = "user", content = "x" } } }, Cancel);
                if ((int)answer.StatusCode == 503)
                    return;
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
        Assert.Fail("The stop did not begin.");
    }
}
