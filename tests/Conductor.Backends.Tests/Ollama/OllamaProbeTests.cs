using Conductor.Backends.Ollama;
using Conductor.Backends.Tests.Support;
using Conductor.Core.Models;
using Conductor.TestKit;

namespace Conductor.Backends.Tests.Ollama;

public sealed class OllamaProbeTests
{
    private const string Tags = """{"models":[{"name":"llama3.2:latest","model":"llama3.2:latest","size":2019393189,"details":{"family":"llama"},"capabilities":["completion","tools"]},{"name":"b:1b"}]}""";
    private const string Resident = """{"models":[{"name":"b:1b","model":"b:1b","expires_at":"2026-11-21T09:26:42.123456789+02:00","size_vram":5},{"name":"c"}]}""";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_probe_finds_version_models_and_what_is_in_memory_word_for_word()
    {
        var findings = await ProbeAsync(path => path switch
        {
            "/api/version" => (200, "application/json", """{"version":"0.12.6"}"""),
            "/api/tags" => (200, "application/json", Tags),
            _ => (200, "application/json", Resident),
        });
        Assert.True(findings.IsReachable);
        Assert.Equal("0.12.6", findings.Version);
        Assert.Equal(["llama3.2:latest", "b:1b"], findings.Models.Select(m => m.Name));
        Assert.Equal(Tags, $$"""{"models":[{{string.Join(",", findings.Models.Select(m => m.Listing.GetRawText()))}}]}""");
        Assert.Equal(["b:1b", "c"], findings.Resident.Select(m => m.Name));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 7, 26, 42, TimeSpan.Zero).AddTicks(1234567), findings.Resident[0].ExpiresAt!.Value.ToUniversalTime());
        Assert.Null(findings.Resident[1].ExpiresAt);
    }

    [Fact]
    public async Task Only_the_list_of_models_is_a_must()
    {
        var findings = await ProbeAsync(path => path == "/api/tags"
            ? (200, "application/json", """{"models":null}""")
            : (404, "text/plain", "404 page not found"));
        Assert.True(findings.IsReachable);
        Assert.Null(findings.Version);
        Assert.Empty(findings.Models);
        Assert.Empty(findings.Resident);
    }

    [Theory]
    [InlineData(200, "text/html", "<html></html>", "web page")]
    [InlineData(200, "application/json", "{}", "without a list of models")]
    [InlineData(200, "application/json", "{\"models\":[", "not whole JSON")]
    [InlineData(401, "application/json", "{\"error\":\"who are you?\"}", "401: who are you?")]
    [InlineData(302, "text/html", "", "redirect")]
    public async Task A_host_that_is_no_Ollama_is_a_problem_that_names_it(int status, string type, string body, string words)
    {
        var findings = await ProbeAsync(_ => (status, type, body));
        Assert.False(findings.IsReachable);
        Assert.Contains(words, findings.Problem, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:", findings.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_problem_with_its_way_out()
    {
        await using var host = new OllamaHost(new OllamaOptions { Url = new Uri("http://127.0.0.1:1") });
        var findings = await host.ProbeAsync(Token).WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.Contains("http://127.0.0.1:1 ", findings.Problem, StringComparison.Ordinal);
        Assert.Contains("ollama serve", findings.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_says_nothing_is_given_up_after_the_probe_time()
    {
        var time = new VirtualTime();
        var asked = new SemaphoreSlim(0);
        await using var server = new RawServer(async connection =>
        {
            await connection.RequestAsync();
            asked.Release();
            await connection.UntilClosedAsync();
        });
        await using var host = new OllamaHost(new OllamaOptions { Url = server.Url, ProbeTimeout = TimeSpan.FromSeconds(4) }, time);
        var probing = host.ProbeAsync(Token);
        for (var i = 0; i < 3; i++)
            await asked.WaitAsync(Token);
        time.Advance(TimeSpan.FromSeconds(4));
        var findings = await probing.WaitAsync(Deadline, TimeProvider.System, Token);
        Assert.Contains("longer than 4 s", findings.Problem, StringComparison.Ordinal);
        foreach (var connection in server.Connections)
            await connection.Closed.WaitAsync(Deadline, TimeProvider.System, Token);
    }

    [Fact]
    public async Task A_cancelled_probe_throws()
    {
        await using var server = new RawServer(connection => connection.UntilClosedAsync());
        await using var host = new OllamaHost(new OllamaOptions { Url = server.Url });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var probing = host.ProbeAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probing);
    }

    private static async Task<HostFindings> ProbeAsync(Func<string, (int Status, string Type, string Body)> answer)
    {
        await using var server = new RawServer(async connection =>
        {
            while (true)
            {
                var (status, type, body) = answer((await connection.RequestAsync()).Split(' ')[1]);
                await connection.SendWholeAsync(status, type, body);
            }
        });
        await using var host = new OllamaHost(new OllamaOptions { Url = server.Url });
        return await host.ProbeAsync(Token).WaitAsync(Deadline, TimeProvider.System, Token);
    }
}
