namespace Conductor.OllamaSim.Tests.Faults;

/// <summary>F11: everything is said, but the end is not as it should be.</summary>
public sealed class EndTests : SimTest
{
    private const string Terminator = "\r\n0\r\n\r\n";

    private OllamaSimulator For(string protocol) => Start(new SimOptions { Flavor = Protocols.FlavorOf(protocol) });

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F11_a_finish_reason_without_a_terminator(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.NoTerminator);
        var answer = await Protocols.AskAsync(sim, protocol);
        Assert.EndsWith(Terminator, answer, StringComparison.Ordinal);
        Assert.Contains("\"stop\"", Raw.LinesOf(answer)[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"done\":true", answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F11_tokens_without_a_finish_reason(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.NoFinishReason);
        var answer = await Protocols.AskAsync(sim, protocol);
        Assert.EndsWith(Terminator, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"stop\"", answer, StringComparison.Ordinal);
        Assert.Equal(Protocols.IsSse(protocol), Raw.LinesOf(answer)[^1] == "data: [DONE]");
        Assert.Equal(60, sim.Requests.All[0].SentTokens);
    }

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F11_tokens_and_then_nothing_but_a_clean_end(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.BareEnd);
        var answer = await Protocols.AskAsync(sim, protocol);
        Assert.EndsWith(Terminator, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"stop\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer, StringComparison.Ordinal);
        Assert.Equal(60, Raw.LinesOf(answer).Length - (protocol == "openai, streamed" ? 1 : 0));
    }

    [Theory]
    [MemberData(nameof(Protocols.Streamed), MemberType = typeof(Protocols))]
    public async Task F11_a_body_that_never_ends_after_its_last_word(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.NeverEnds, Fault.NoTerminator.LeavingOpen());
        foreach (var last in new[] { Protocols.IsSse(protocol) ? "data: [DONE]\n\n\r\n" : "\"done\":true", "\"stop\"" })
        {
            var raw = await Protocols.PostAsync(sim, protocol);
            await raw.ReadUntilAsync(last);
            var request = await sim.Requests.NextGenerationAsync(Cancelled);
            while (raw.Socket.Available > 0) await raw.ReadAsync();
            Assert.DoesNotContain(Terminator, raw.Seen, StringComparison.Ordinal);
            Assert.True(request.Connection.IsOpen);
            raw.Dispose();
            await request.ClosedByClient;
        }
    }

    [Theory]
    [MemberData(nameof(Protocols.Whole), MemberType = typeof(Protocols))]
    public async Task F11_an_answer_that_is_not_streamed_lacks_its_reason_or_its_end(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.NoFinishReason, Fault.NoTerminator);
        var unfinished = Raw.BodyOf(await Protocols.AskAsync(sim, protocol));
        Assert.DoesNotContain("\"stop\"", unfinished, StringComparison.Ordinal);
        Assert.Contains(Protocols.IsSse(protocol) ? "\"finish_reason\":null" : "\"done\":false", unfinished, StringComparison.Ordinal);
        var unended = await Protocols.AskAsync(sim, protocol);
        Assert.Contains("\"stop\"", unended, StringComparison.Ordinal);
        Assert.Contains("Transfer-Encoding: chunked", unended, StringComparison.Ordinal);
        Assert.False(unended.EndsWith(Terminator, StringComparison.Ordinal));
    }
}
