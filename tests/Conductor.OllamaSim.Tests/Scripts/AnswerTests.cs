namespace Conductor.OllamaSim.Tests.Scripts;

public sealed class AnswerTests : SimTest
{
    [Fact]
    public async Task A_gate_lets_tokens_pass_one_by_one_for_every_answer_behind_it()
    {
        var sim = Start();
        var gate = new TokenGate();
        sim.Always(Answer.Tokens("a", "b", "c").Gated(gate));
        using var one = await Raw.ConnectAsync(sim);
        using var two = await Raw.ConnectAsync(sim);
        await one.PostAsync("/api/chat", Raw.Chat);
        await two.PostAsync("/api/chat", Raw.Chat);
        var requests = new[] { await sim.Requests.NextAsync(Cancelled), await sim.Requests.NextAsync(Cancelled) };
        for (var token = 1; token <= 3; token++)
        {
            Assert.All(requests, request => Assert.Equal(token - 1, request.SentTokens));
            gate.Release();
            foreach (var request in requests) await request.SentTokensAsync(token, Cancelled);
        }
        await one.ReadUntilAsync("\"done\":true");
        await two.ReadUntilAsync("\"done\":true");
    }

    [Fact]
    public async Task A_pace_is_kept_on_virtual_time_and_the_first_token_comes_at_once()
    {
        var sim = StartOnVirtualTime(new SimModel("llama3.2") { TokensPerSecond = 50 });
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat);
        var request = await sim.Requests.NextAsync(Cancelled);
        await request.SentTokensAsync(1, Cancelled);
        for (var token = 2; token <= 60; token++)
        {
            await Time.WaitForTimerAsync(TimeSpan.FromMilliseconds(20), Cancelled);
            Assert.Equal(token - 1, request.SentTokens);
            Time.Advance(TimeSpan.FromMilliseconds(20));
            await request.SentTokensAsync(token, Cancelled);
        }
        await raw.ReadUntilAsync("\"done\":true");
    }

    [Fact]
    public async Task A_pace_that_was_overslept_is_caught_up_at_once()
    {
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Tokens(60).Paced(10));
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat);
        var request = await sim.Requests.NextAsync(Cancelled);
        await Time.WaitForTimersAsync(1, Cancelled);
        Time.Advance(TimeSpan.FromSeconds(3));
        await request.SentTokensAsync(31, Cancelled);
        Assert.Equal(31, request.SentTokens);
    }

    [Fact]
    public async Task An_answer_can_be_the_prompt_or_a_function_of_the_request()
    {
        var sim = Start();
        sim.Next(Answer.Echo, Answer.From(request => Answer.Text($"{request.Messages.Count} {request.Stream}")).EndingWith("length"));
        Assert.Equal("hi", Faults.Protocols.TextOf(await Raw.AskAsync(sim, "/api/chat", Raw.WholeChat)));
        var second = await Raw.AskAsync(sim, "/api/chat", Raw.WholeChat);
        Assert.Equal("1 False", Faults.Protocols.TextOf(second));
        Assert.Contains("\"done_reason\":\"length\"", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_can_be_a_lie_and_zero_leaves_them_out()
    {
        var sim = Start();
        sim.Next(Answer.Usual.Counting(7, 0));
        var answer = await Raw.AskAsync(sim, "/api/chat", Raw.WholeChat);
        Assert.Contains("\"prompt_eval_count\":7", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"eval_count\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults.Protocols.All), MemberType = typeof(Faults.Protocols))]
    public async Task Members_that_no_client_knows_can_be_added_to_every_object(string protocol)
    {
        var sim = Start(new SimOptions { Flavor = Faults.Protocols.FlavorOf(protocol) });
        sim.Next(Answer.Tokens("a", "b").WithExtra("x_new", """{"n":1}"""));
        var lines = Raw.LinesOf(await Faults.Protocols.AskAsync(sim, protocol));
        Assert.All(lines.Where(line => line != "data: [DONE]"), line => Assert.EndsWith(",\"x_new\":{\"n\":1}}", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_of_nothing_is_only_its_end()
    {
        var sim = Start();
        sim.Always(Answer.Nothing);
        Assert.Single(Raw.LinesOf(await Raw.AskAsync(sim, "/api/chat", Raw.Chat)));
        Assert.Equal(2, Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat)).Length);
    }

    [Theory]
    [InlineData(Raw.Chat, "/api/chat")]
    [InlineData(Raw.StreamedChat, "/v1/chat/completions")]
    public async Task A_burst_is_whole_and_the_same_from_the_second_time_on(string json, string path)
    {
        var sim = Start();
        sim.Always(Answer.Tokens(20_000));
        var first = Raw.LinesOf(await Raw.AskAsync(sim, path, json));
        var second = Raw.LinesOf(await Raw.AskAsync(sim, path, json));
        Assert.Equal(20_000, sim.Requests.All[1].SentTokens);
        Assert.True(first.Length is 20_001 or 20_002);
        Assert.Equal(first.Take(20_000).Select(line => Faults.Protocols.TextOf(line)), second.Take(20_000).Select(line => Faults.Protocols.TextOf(line)));
    }

    [Fact]
    public async Task A_burst_for_an_HTTP_1_0_client_is_bare_and_ends_with_the_connection()
    {
        var sim = Start();
        using var raw = await Raw.ConnectAsync(sim);
        await raw.SendAsync($"POST /api/chat HTTP/1.0\r\nContent-Length: {Raw.Chat.Length}\r\n\r\n{Raw.Chat}");
        var answer = await raw.ReadToEndAsync();
        Assert.DoesNotContain("chunked", answer, StringComparison.Ordinal);
        Assert.EndsWith("}\n", answer, StringComparison.Ordinal);
        Assert.StartsWith("{\"model\"", Raw.AfterHead(answer), StringComparison.Ordinal);
    }
}
