using Conductor.Backends.Ollama;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.TestKit;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaFaultTests
{
    private const string Hello = """{"message":{"role":"assistant","content":"Hello"},"done":false}""" + "\n";

    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly ModelRequest Request = new() { Model = "m", Messages = [new ChatMessage("user", "Hi")] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(404, StreamEnd.BackendRefused)]
    [InlineData(400, StreamEnd.BackendRefused)]
    [InlineData(401, StreamEnd.BackendRefused)]
    [InlineData(408, StreamEnd.BackendFailed)]
    [InlineData(429, StreamEnd.BackendFailed)]
    [InlineData(500, StreamEnd.BackendFailed)]
    [InlineData(503, StreamEnd.BackendFailed)]
    public async Task A_status_ends_it_in_the_hosts_own_words(int status, StreamEnd end)
    {
        var ending = await EndingAsync(c => c.SendWholeAsync(status, "application/json; charset=utf-8", """{"error":"model 'm' \"é\" not found"}"""));
        Assert.Equal(new Ending(end, "model 'm' \"é\" not found", status), ending);
    }

    [Theory]
    [InlineData("Retry-After: 2", 2)]
    [InlineData("Retry-After: Sat, 21 Nov 2026 12:00:05 GMT", 5)]
    [InlineData("Retry-After: Sat, 21 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("Retry-After: 99999999", 86400)]
    public async Task A_host_that_asks_to_be_left_alone_says_for_how_long(string header, int seconds)
    {
        var ending = await EndingAsync(c => c.SendWholeAsync(429, "application/json", """{"error":"busy"}""", header + "\r\n"));
        Assert.Equal((StreamEnd.BackendFailed, TimeSpan.FromSeconds(seconds)), (ending.End, ending.RetryAfter));
    }

    [Theory]
    [InlineData("text/html", "<html>not here</html>", "404")]
    [InlineData("text/plain", "404 page not found", "404 page not found")]
    [InlineData("application/json", """{"detail":"no such path"}""", "no such path")]
    [InlineData("application/json", "", "404")]
    public async Task A_refusal_without_an_error_field_is_put_into_a_sentence(string type, string body, string words)
    {
        var ending = await EndingAsync(c => c.SendWholeAsync(404, type, body));
        Assert.Equal((StreamEnd.BackendRefused, 404), (ending.End, ending.Status));
        Assert.Contains(words, ending.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("<html>", ending.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_words_of_a_refusal_are_not_waited_for_without_end()
    {
        var time = new VirtualTime();
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            sent.SetResult();
            await connection.SendAsync("HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
            await connection.UntilClosedAsync();
        });
        await using var host = new OllamaHost(new OllamaOptions { Url = server.Url }, time);
        var running = Seen.AllAsync(host.RunAsync(Request, Token), Token);
        await sent.Task.WaitAsync(Deadline, TimeProvider.System, Token);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Deadline, TimeProvider.System, Token);
        time.Advance(TimeSpan.FromSeconds(2));
        var ending = (await running.WaitAsync(Deadline, TimeProvider.System, Token)).Ending();
        Assert.Equal((StreamEnd.BackendFailed, 500), (ending.End, ending.Status));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_its_target_is_named()
    {
        var ending = await EndingAsync(c => c.SendWholeAsync(302, "text/html", "", "Location: https://elsewhere/\r\n"));
        Assert.Equal(StreamEnd.BackendMalformed, ending.End);
        Assert.Contains("https://elsewhere/", ending.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_is_malformed()
    {
        var ending = await EndingAsync(c => c.SendWholeAsync(200, "text/html; charset=utf-8", "<!doctype html><p>Welcome</p>"));
        Assert.Equal(StreamEnd.BackendMalformed, ending.End);
        Assert.Contains("web page", ending.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_HTTP_is_malformed() =>
        Assert.Equal(StreamEnd.BackendMalformed, (await EndingAsync(c => c.SendAsync("SSH-2.0-OpenSSH_9.9\r\n\r\n"))).End);

    [Fact]
    public async Task A_close_before_the_headers_is_a_failure_that_names_the_URL()
    {
        var ending = await EndingAsync(_ => Task.CompletedTask);
        Assert.Equal(StreamEnd.BackendFailed, ending.End);
        Assert.Contains("http://127.0.0.1:", ending.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_before_the_headers_is_a_failure() => Assert.Equal(StreamEnd.BackendFailed, (await EndingAsync(connection =>
    {
        connection.Reset();
        return Task.CompletedTask;
    })).End);

    [Fact]
    public async Task A_reset_in_the_middle_is_a_cut() => Assert.Equal(StreamEnd.BackendCut, (await EndingAsync(async connection =>
    {
        await connection.SendHeadAsync();
        await connection.SendChunkAsync(Hello);
        connection.Reset();
    })).End);

    [Fact]
    public async Task A_close_in_the_middle_of_a_chunk_is_a_cut() => Assert.Equal(StreamEnd.BackendCut, (await EndingAsync(async connection =>
    {
        await connection.SendHeadAsync();
        await connection.SendAsync("50\r\n" + Hello[..10]);
    })).End);

    [Fact]
    public async Task A_tidy_end_without_done_is_a_cut() => Assert.Equal(StreamEnd.BackendCut, (await EndingAsync(async connection =>
    {
        await connection.SendHeadAsync();
        await connection.SendChunkAsync(Hello);
        await connection.SendLastChunkAsync();
    })).End);

    [Fact]
    public async Task A_broken_chunked_encoding_is_a_cut() => Assert.Equal(StreamEnd.BackendCut, (await EndingAsync(async connection =>
    {
        await connection.SendHeadAsync();
        await connection.SendChunkAsync(Hello);
        await connection.SendAsync("zz\r\n");
    })).End);

    [Fact]
    public async Task Gzip_that_is_not_gzip_is_a_cut() => Assert.Equal(StreamEnd.BackendCut, (await EndingAsync(async connection =>
    {
        await connection.SendHeadAsync(more: "Content-Encoding: gzip\r\n");
        await connection.SendChunkAsync(Hello);
        await connection.SendLastChunkAsync();
    })).End);

    [Fact]
    public async Task Nobody_at_the_address_is_a_failure_that_names_the_way_out()
    {
        await using var gone = new RawServer(_ => Task.CompletedTask);
        var url = gone.Url;
        await gone.DisposeAsync();
        var ending = await EndingAsync(url);
        Assert.Equal(StreamEnd.BackendFailed, ending.End);
        Assert.Contains(url.GetLeftPart(UriPartial.Authority), ending.Detail, StringComparison.Ordinal);
        Assert.Contains("Is Ollama running there?", ending.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_failure_that_names_it()
    {
        var ending = await EndingAsync(new Uri("http://gpu-1.invalid:11434"));
        Assert.Equal(StreamEnd.BackendFailed, ending.End);
        Assert.Contains("'gpu-1.invalid'", ending.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_with_a_host_that_has_none_is_a_failure_that_says_so()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            await connection.UntilClosedAsync();
        });
        var ending = await EndingAsync(new Uri($"https://127.0.0.1:{server.Url.Port}"));
        Assert.Equal(StreamEnd.BackendFailed, ending.End);
        Assert.Contains("TLS", ending.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_take_the_connection_ends_it_after_the_connect_time()
    {
        using var full = new FullListener();
        await full.FillAsync(Token);
        var time = new VirtualTime();
        await using var host = new OllamaHost(new OllamaOptions { Url = full.Url, ConnectTimeout = TimeSpan.FromSeconds(3) }, time);
        var running = Seen.AllAsync(host.RunAsync(Request, Token), Token);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(3));
        var ending = (await running.WaitAsync(Deadline, TimeProvider.System, Token)).Ending();
        Assert.Equal(StreamEnd.ConnectTimeout, ending.End);
        Assert.Contains("within 3 s (timeouts.connect)", ending.Detail, StringComparison.Ordinal);
    }

    private static async Task<Ending> EndingAsync(Func<RawConnection, Task> answer)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            await answer(connection);
        });
        return await EndingAsync(server.Url);
    }

    private static async Task<Ending> EndingAsync(Uri url)
    {
        await using var host = new OllamaHost(new OllamaOptions { Url = url, ConnectTimeout = TimeSpan.FromMinutes(1) }, new VirtualTime(Noon));
        return (await Seen.AllAsync(host.RunAsync(Request, Token), Token).WaitAsync(Deadline, TimeProvider.System, Token)).Ending();
    }
}
