namespace Conductor.OllamaSim.Tests.Log;

public sealed class RequestLogTests : SimTest
{
    [Fact]
    public async Task A_request_is_kept_as_it_came()
    {
        var sim = StartOnVirtualTime();
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat?x=1", """{"model":"llama3.2","stream":false,"options":{"num_ctx":9},"messages":[{"role":"system","content":"be"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}""", "X-Mine: yes\r\n");
        var request = await sim.Requests.NextGenerationAsync(Cancelled);
        Assert.Equal(("POST", "/api/chat", "/api/chat?x=1", "llama3.2", false), (request.Method, request.Path, request.Target, request.Model, request.Stream));
        Assert.Equal("yes", request.Headers["x-mine"]);
        Assert.Equal([new SimMessage("system", "be"), new SimMessage("user", "a\nb")], request.Messages);
        Assert.Equal(("a\nb", 9, (Time.GetUtcNow(), 1)), (request.Prompt, request.Option("num_ctx")?.GetInt32() ?? 0, (request.ArrivedAt, request.Number)));
        await raw.ReadUntilAsync("\"done\":true");
        Assert.Equal(SimEnding.Completed, await request.Ended);
        Assert.Equal((200, raw.Reads.Sum()), (request.Status, (int)request.SentBytes));
        await Assert.ThrowsAsync<InvalidOperationException>(() => request.ClosedByClient);
    }

    [Fact]
    public async Task Each_request_is_given_once_and_the_kind_can_be_chosen()
    {
        var sim = Start();
        var chat = sim.Requests.NextGenerationAsync(Cancelled);
        var second = sim.Requests.NextAsync(request => request.Path == "/api/version", Cancelled);
        await Raw.GetAsync(sim, "/api/tags");
        await Raw.GetAsync(sim, "/api/version");
        Assert.False(chat.IsCompleted);
        await Raw.AskAsync(sim, "/api/chat", Raw.Chat);
        Assert.Equal(["/api/chat", "/api/version", "/api/tags"], new[] { await chat, await second, await sim.Requests.NextAsync("/api/tags", Cancelled) }.Select(request => request.Path));
        using var giveUp = new CancellationTokenSource();
        var nothing = sim.Requests.NextAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => nothing);
        await Raw.GetAsync(sim, "/");
        Assert.Equal("/", (await sim.Requests.NextAsync(Cancelled)).Path);
        Assert.Equal((4, 1), (sim.Requests.Total, sim.Requests.Generations.Count));
    }

    [Fact]
    public async Task A_client_that_does_not_read_blocks_the_writer_and_its_bytes_stand_still()
    {
        var sim = Start(new SimOptions { SendBufferBytes = 16 << 10 });
        sim.Always(Answer.Tokens(200_000));
        using var raw = await Raw.ConnectAsync(sim);
        raw.Socket.ReceiveBufferSize = 16 << 10;
        await raw.PostAsync("/api/chat", Raw.Chat);
        var request = await sim.Requests.NextAsync(Cancelled);
        await request.BlockedAsync(Cancelled);
        Assert.InRange(request.SentBytes, 0, 10L << 20);
        Assert.Equal(SimEnding.Open, request.Ending);
        await raw.ReadUntilAsync("\"done\":false");
        raw.Dispose();
        await request.ClosedByClient;
        Assert.True(request.SentTokens < 200_000);
    }

    [Fact]
    public async Task A_client_that_closes_on_the_last_byte_has_not_left_early()
    {
        var sim = Start();
        for (var round = 0; round < 200; round++)
        {
            var raw = await Raw.ConnectAsync(sim);
            await raw.PostAsync("/api/chat", Raw.Chat);
            await raw.ReadUntilAsync("\r\n0\r\n\r\n");
            raw.Dispose();
            Assert.Equal(SimEnding.Completed, await (await sim.Requests.NextAsync(Cancelled)).Ended);
        }
    }

    [Fact]
    public async Task Waiting_for_more_than_comes_fails_instead_of_hanging()
    {
        var sim = Start();
        sim.Next(Answer.Tokens(3));
        await Raw.AskAsync(sim, "/api/chat", Raw.Chat);
        var request = await sim.Requests.NextAsync(Cancelled);
        await request.SentTokensAsync(3, Cancelled);
        await Assert.ThrowsAsync<InvalidOperationException>(() => request.SentTokensAsync(4, Cancelled));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_closes_is_noticed_in_every_state(bool streamed)
    {
        var sim = StartOnVirtualTime(new SimModel("llama3.2") { LoadTime = TimeSpan.FromSeconds(1), Prefill = TimeSpan.FromSeconds(1), TokensPerSecond = 1, Parallel = 1 });
        var json = streamed ? Raw.Chat : Raw.WholeChat;
        var states = new Func<SimRequest, Task>[]
        {
            _ => Task.CompletedTask,
            async request => await AdvanceAsync(request, 1),
            async request => await AdvanceAsync(request, 2),
            async request => await AdvanceAsync(request, 5),
        };
        foreach (var reach in states)
        {
            var raw = await Raw.ConnectAsync(sim);
            await raw.PostAsync("/api/chat", json);
            var request = await sim.Requests.NextAsync(Cancelled);
            await Time.WaitForTimersAsync(1, Cancelled);
            await reach(request);
            raw.Dispose();
            Assert.Equal(Time.GetUtcNow(), await request.ClosedByClient);
            await sim.WaitForIdleAsync(Cancelled);
            Time.Advance(TimeSpan.FromMinutes(10));
            Assert.False(sim.Model("llama3.2").IsLoaded);
        }
    }

    [Fact]
    public async Task Hundreds_of_clients_that_leave_anywhere_leave_nothing_behind()
    {
        var sim = Start(new SimOptions
        {
            Parallel = 4,
            MaxLoadedModels = 2,
            Models = [.. "abc".Select(name => new SimModel($"{name}") { LoadTime = TimeSpan.FromMilliseconds(3), TokensPerSecond = 2000 })],
        });
        var random = new Random(7);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(client => LeaveAsync(sim, "abc"[client % 3], patience: random.Next(0, 5))));
        await sim.WaitForIdleAsync(Cancelled);
        await sim.Connections.WaitForOpenAsync(0, Cancelled);
        Assert.Equal(400, sim.Connections.Accepted);
        Assert.All(sim.Requests.All, request => Assert.True(request.Ended.IsCompleted));
        Assert.All("abc", name => Assert.InRange(sim.Model($"{name}").PeakRunning, 1, 4));
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/chat", Raw.Chat.Replace("llama3.2", "a", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>Posts and leaves after so many reads or at the end, by FIN or by RST.</summary>
    private static async Task LeaveAsync(OllamaSimulator sim, char model, int patience)
    {
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat.Replace("llama3.2", $"{model}", StringComparison.Ordinal));
        for (var read = 0; read < patience && !raw.Seen.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal); read++) await raw.ReadAsync();
        if (patience % 2 == 0) raw.Socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, seconds: 0);
    }

    private async Task AdvanceAsync(SimRequest request, int seconds)
    {
        for (; seconds > 0; seconds--)
        {
            await Time.WaitForTimerAsync(TimeSpan.FromSeconds(1), Cancelled);
            Time.Advance(TimeSpan.FromSeconds(1));
        }
        await request.Answering;
    }
}
