using System.Net.Sockets;

namespace Conductor.OllamaSim.Tests.Faults;

/// <summary>F08 to F10 and F17: after some tokens.</summary>
public sealed class MiddleTests : SimTest
{
    private const string Terminator = "\r\n0\r\n\r\n";

    private OllamaSimulator For(string protocol) => Start(new SimOptions { Flavor = Protocols.FlavorOf(protocol) });

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F08_a_cut_stream_has_its_40_tokens_and_no_end(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.CutAfter(40));
        var whole = Protocols.TextOf(Raw.BodyOf(await AskHealthyAsync(protocol)));
        var cut = await Protocols.AskAsync(sim, protocol);
        Assert.False(cut.EndsWith(Terminator, StringComparison.Ordinal));
        Assert.EndsWith("\n\r\n", cut, StringComparison.Ordinal);
        var text = Protocols.TextOf(Raw.BodyOf(cut));
        Assert.StartsWith(text, whole, StringComparison.Ordinal);
        Assert.Equal(40, text.Split(' ').Length);
        var request = sim.Requests.All[0];
        Assert.Equal((40, SimEnding.Faulted, "cut after 40"), (request.SentTokens, await request.Ended, request.Fault));
    }

    [Theory]
    [MemberData(nameof(Protocols.Whole), MemberType = typeof(Protocols))]
    public async Task F08_an_answer_that_is_not_streamed_is_cut_within_its_stated_length(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.CutAfter(40));
        var cut = await Protocols.AskAsync(sim, protocol);
        var length = int.Parse(cut.Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(Raw.AfterHead(cut).Length, length / 2, length - 1);
    }

    [Fact]
    public async Task A_reset_in_the_middle_is_an_RST_after_the_tokens()
    {
        var sim = Start();
        sim.Next(Fault.ResetAfter(40));
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat);
        Assert.Equal(SocketError.ConnectionReset, await raw.ReadToResetAsync());
        Assert.True(sim.Connections.All[0].WasReset);
        Assert.Equal(40, sim.Requests.All[0].SentTokens);
    }

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F09_a_stream_can_fall_silent_with_its_connection_open(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Answer.Tokens(59).ThenText(" last").With(Fault.SilentAfter(20)));
        var raw = await Protocols.PostAsync(sim, protocol);
        var request = await sim.Requests.NextGenerationAsync(Cancelled);
        await request.SentTokensAsync(20, Cancelled);
        while (Protocols.TextOf(raw.Seen).Split(' ').Length < 20) await raw.ReadAsync();
        Assert.Equal(0, raw.Socket.Available);
        Assert.True(request.Connection.IsOpen);
        raw.Dispose();
        await request.ClosedByClient;
    }

    [Theory]
    [MemberData(nameof(Protocols.Whole), MemberType = typeof(Protocols))]
    public async Task F09_an_answer_that_is_not_streamed_falls_silent_within_its_body(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.SilentAfter(20));
        var raw = await Protocols.PostAsync(sim, protocol);
        await raw.ReadUntilAsync("\r\n\r\n{");
        raw.Dispose();
        await (await sim.Requests.NextGenerationAsync(Cancelled)).ClosedByClient;
    }

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F10_one_malformed_piece_stands_in_the_middle_of_a_whole_answer(string protocol)
    {
        var (sim, isSse) = (For(protocol), Protocols.IsSse(protocol));
        sim.Next(Fault.GarbageAfter(30), Fault.GarbageAfter(30, "!garbage!"));
        var spoiled = await Protocols.AskAsync(sim, protocol);
        if (protocol.EndsWith("streamed", StringComparison.Ordinal))
        {
            Assert.EndsWith(Terminator, spoiled, StringComparison.Ordinal);
            var lines = Raw.LinesOf(spoiled);
            var broken = Assert.Single(lines, line => line != "data: [DONE]" && !IsJson(isSse ? line["data: ".Length..] : line));
            Assert.Equal(protocol == "openai, streamed" ? 31 : 30, Array.IndexOf(lines, broken));
        }
        else Assert.False(IsJson(Raw.BodyOf(spoiled)));
        Assert.Contains("!garbage!", await Protocols.AskAsync(sim, protocol), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F17_a_native_error_line_ends_the_stream_without_done()
    {
        var sim = Start();
        sim.Next(Fault.ErrorAfter(10, "it broke"));
        var answer = await Raw.AskAsync(sim, "/api/chat", Raw.Chat);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith(Terminator, answer, StringComparison.Ordinal);
        Assert.Equal((11, """{"error":"it broke"}"""), (Raw.LinesOf(answer).Length, Raw.LinesOf(answer)[^1]));
        Assert.DoesNotContain("\"done\":true", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F17_Ollamas_v1_hides_the_error_in_an_empty_delta_unless_told_otherwise()
    {
        var sim = Start();
        sim.Next(Fault.ErrorAfter(10, "it broke"), Fault.ErrorAfter(10, "it broke").AsErrorEvent());
        var hidden = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat));
        Assert.EndsWith("""{"role":"","content":""},"finish_reason":null}]}""", hidden[^1], StringComparison.Ordinal);
        var told = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat));
        Assert.Equal("""data: {"error":{"message":"it broke","type":"api_error","param":null,"code":null}}""", told[^1]);
    }

    [Fact]
    public async Task F17_a_plain_server_sends_an_error_event()
    {
        var sim = Start(new SimOptions { Flavor = SimFlavor.OpenAi });
        sim.Next(Fault.ErrorAfter(10, "it broke"));
        var lines = Raw.LinesOf(await Raw.AskAsync(sim, "/v1/chat/completions", Raw.StreamedChat));
        Assert.Equal("""data: {"error":{"message":"it broke","type":"api_error","param":null,"code":null}}""", lines[^1]);
        Assert.Equal(12, lines.Length);
    }

    [Theory]
    [MemberData(nameof(Protocols.Whole), MemberType = typeof(Protocols))]
    public async Task F17_an_answer_that_is_not_streamed_becomes_a_500(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.ErrorAfter(10, "it broke"));
        var answer = await Protocols.AskAsync(sim, protocol);
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.Contains("it broke", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_can_pause_and_go_on()
    {
        var sim = StartOnVirtualTime();
        sim.Next(Answer.Tokens("a", "b").With(Fault.PauseAfter(1, TimeSpan.FromSeconds(9))));
        using var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat);
        await raw.ReadUntilAsync("\"content\":\"a\"");
        await Time.WaitForTimerAsync(TimeSpan.FromSeconds(9), Cancelled);
        Time.Advance(TimeSpan.FromSeconds(9));
        await raw.ReadUntilAsync(Terminator);
        Assert.Equal(SimEnding.Completed, await sim.Requests.All[0].Ended);
    }

    private async Task<string> AskHealthyAsync(string protocol) => await Protocols.AskAsync(For(protocol), protocol);

    private static bool IsJson(string text)
    {
        try { return System.Text.Json.JsonDocument.Parse(text) is not null; }
        catch (System.Text.Json.JsonException) { return false; }
    }
}
