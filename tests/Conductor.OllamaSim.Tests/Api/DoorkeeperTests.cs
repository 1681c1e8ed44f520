namespace Conductor.OllamaSim.Tests.Api;

public sealed class DoorkeeperTests : SimTest
{
    [Theory]
    [InlineData("http://localhost:3000", 200)]
    [InlineData("https://127.0.0.1", 200)]
    [InlineData("app://obsidian.md", 200)]
    [InlineData("https://evil.example", 403)]
    public async Task Only_local_origins_may_come(string origin, int status)
    {
        var answer = await Raw.GetAsync(Start(), "/api/version", headers: $"Origin: {origin}\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Equal(status == 200, answer.Contains($"Access-Control-Allow-Origin: {origin}\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_preflight_gets_204_and_the_headers_of_the_OpenAI_SDK()
    {
        var answer = await Raw.GetAsync(Start(), "/api/chat", "OPTIONS", "Origin: http://localhost\r\nAccess-Control-Request-Method: POST\r\n");
        Assert.StartsWith("HTTP/1.1 204", answer, StringComparison.Ordinal);
        Assert.Contains("x-stainless-lang", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_host_is_turned_away()
    {
        using var raw = await Raw.ConnectAsync(Start());
        await raw.SendAsync("GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
