using System.Net;
using Conductor.OllamaSim;
using Conductor.Server.Http;
using Conductor.Server.Http.Entrance;
using Conductor.Server.Identity;
using Conductor.Server.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Tests.Http.Entrance;

/// <summary>Pages in browsers: those of this machine may ask, those of the world may not, and a name that was made to lead here does not help them.</summary>
public sealed class PorterTests
{
    [Theory]
    [InlineData("OPTIONS", "/api/chat", "http://localhost:3000", null)]
    [InlineData("OPTIONS", "/v1/chat/completions", "app://obsidian.md", null)]
    [InlineData("OPTIONS", "/api/chat", "https://evil.example", null)]
    [InlineData("GET", "/api/version", "https://evil.example", null)]
    [InlineData("GET", "/api/version", "vscode-webview://abc", null)]
    [InlineData("GET", "/api/version", "http://127.0.0.1", null)]
    [InlineData("GET", "/api/version", null, "evil.example")]
    [InlineData("GET", "/api/version", null, "8.8.8.8:11434")]
    [InlineData("GET", "/api/version", null, "box.local:11434")]
    [InlineData("GET", "/api/version", null, "[::1]:11434")]
    [InlineData("GET", "/api/version", null, "192.168.1.7")]
    [InlineData("OPTIONS", "/api/version", null, null)]
    public async Task It_does_what_an_Ollama_does(string method, string path, string? origin, string? host)
    {
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        var expected = host == "8.8.8.8:11434" ? (HttpStatusCode.Forbidden, "", "", "") : await SendAsync(sim.Url, method, path, origin, host);
        var actual = await SendAsync(conductor.Url, method, path, origin, host);
        Assert.Equal(expected with { Item4 = "" }, actual with { Item4 = "" });
        // Headers of our own are allowed besides Ollama's.
        Assert.StartsWith(expected.Item4, actual.Item4, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/version", "https://evil.example", null, "{\"error\":\"forbidden: pages of https://evil.example may not ask this conductor")]
    [InlineData("/api/version", null, "evil.example", "{\"error\":\"forbidden: this conductor listens to its own machine alone, and the Host header says evil.example")]
    [InlineData("/v1/models", "https://evil.example", null, "{\"error\":{\"message\":\"forbidden: pages of https://evil.example")]
    public async Task Who_is_turned_away_reads_why(string path, string? origin, string? host, string words)
    {
        await using var conductor = await ServedConductor.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        request.Headers.Host = host;
        using var response = await conductor.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith(words, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_is_told_once_of_each()
    {
        var log = new Lines();
        var away = new TurnedAway(log);
        foreach (var origin in new[] { "https://a.example", "https://b.example", "https://A.example" })
            await away.OriginAsync(new DefaultHttpContext(), origin);
        for (var i = 0; i < 1000; i++)
            await away.HostAsync(new DefaultHttpContext(), $"host-{i}");
        Assert.Equal(64, log.Said.Count);
        Assert.Contains("https://a.example", log.Said[0], StringComparison.Ordinal);
        Assert.Contains("https://b.example", log.Said[1], StringComparison.Ordinal);
        Assert.Contains("host-0", log.Said[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_lets_more_pages_in()
    {
        var http = new HttpOptions { Origins = ["https://chat.example.org", "chrome-extension://*"] };
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Http = http }, Array.Empty<OllamaSimulator>());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(conductor.Url, "OPTIONS", "/api/chat", "https://chat.example.org", null)).Item1);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(conductor.Url, "OPTIONS", "/api/chat", "chrome-extension://abcdef", null)).Item1);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(conductor.Url, "OPTIONS", "/api/chat", "https://chat.example.org.evil.example", null)).Item1);
    }

    [Fact]
    public async Task A_page_of_this_server_is_at_home_whatever_its_name()
    {
        var everywhere = new ServedSettings { Address = IPAddress.Any, Keys = new KeyOptions { Required = KeyDemand.Off } };
        await using var conductor = await ServedConductor.StartAsync(everywhere, Array.Empty<OllamaSimulator>());
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(conductor.Url, "GET", "/api/version", "https://conductor.example", "conductor.example")).Item1);
    }

    private static async Task<(HttpStatusCode, string, string, string)> SendAsync(Uri url, string method, string path, string? origin, string? host)
    {
        using var client = new HttpClient();
        var address = new UriBuilder(url) { Host = "127.0.0.1", Path = path }.Uri;
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (host is not null)
            request.Headers.Host = host;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, Header("Access-Control-Allow-Origin"), Header("Access-Control-Allow-Methods"), Header("Access-Control-Allow-Headers"));

        string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
    }

    private sealed class Lines : ILogger<TurnedAway>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
