namespace Conductor.OllamaSim.Tests.Wire;

public sealed class HttpTests : SimTest
{
    [Fact]
    public async Task Requests_may_come_in_one_packet_or_byte_by_byte()
    {
        var sim = Start();
        using var raw = await Raw.ConnectAsync(sim);
        var get = "GET /api/version HTTP/1.1\r\nHost: localhost\r\n\r\n";
        await raw.SendAsync(get + get);
        foreach (var sign in get) await raw.SendAsync($"{sign}");
        for (var request = 0; request < 3; request++) await (await sim.Requests.NextAsync(Cancelled)).Ended;
        while (raw.Seen.Split("HTTP/1.1 200").Length < 4) await raw.ReadAsync();
        Assert.Equal(3, sim.Connections.All[0].Requests);
    }

    [Fact]
    public async Task A_chunked_body_is_put_together()
    {
        var sim = Start();
        using var raw = await Raw.ConnectAsync(sim);
        await raw.SendAsync("POST /api/show HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5;x=y\r\n{\"mod\r\n");
        await raw.SendAsync("e\r\nel\":\"llama3.2\"\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await raw.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"model":"llama3.2"}""", sim.Requests.All[0].Text);
    }

    [Fact]
    public async Task A_client_that_asks_first_is_told_to_go_on()
    {
        using var raw = await Raw.ConnectAsync(Start());
        await raw.SendAsync($"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {Raw.Chat.Length}\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await raw.ReadUntilAsync("\r\n\r\n"));
        await raw.SendAsync(Raw.Chat);
        await raw.ReadUntilAsync("\"done\":true");
    }

    [Fact]
    public async Task A_form_content_type_is_no_obstacle()
    {
        var sim = Start();
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/chat", Raw.Chat, "Content-Type: application/x-www-form-urlencoded\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET / HTTP/3.0\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400)]
    [InlineData("POST /api/chat HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /api/chat HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400)]
    [InlineData("POST /api/chat HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", 413)]
    public async Task What_is_no_request_gets_its_status_and_the_door(string bytes, int status)
    {
        using var raw = await Raw.ConnectAsync(Start(new SimOptions { MaxBodyBytes = 1000 }));
        await raw.SendAsync(bytes);
        Assert.StartsWith($"HTTP/1.1 {status} ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_headers_are_stopped()
    {
        using var raw = await Raw.ConnectAsync(Start());
        await raw.SendAsync($"GET / HTTP/1.1\r\nX: {new string('x', 70_000)}");
        Assert.StartsWith("HTTP/1.1 431 ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_40_MB_passes()
    {
        var sim = Start();
        using var raw = await Raw.ConnectAsync(sim);
        var big = new string('x', 40 << 20);
        await raw.PostAsync("/api/show", $"{{\"model\":\"llama3.2\",\"big\":\"{big}\"}}", "Connection: close\r\n");
        Assert.StartsWith("HTTP/1.1 200", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
