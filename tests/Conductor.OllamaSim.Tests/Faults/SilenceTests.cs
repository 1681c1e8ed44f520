using System.Net.Sockets;

namespace Conductor.OllamaSim.Tests.Faults;

/// <summary>F05 to F07: nothing, before the first token.</summary>
public sealed class SilenceTests : SimTest
{
    private OllamaSimulator For(string protocol) => Start(new SimOptions { Flavor = Protocols.FlavorOf(protocol), Time = Time });

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F05_a_reset_is_an_RST_and_comes_once(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.ResetBeforeHeaders);
        using var raw = await Protocols.PostAsync(sim, protocol);
        Assert.Equal(SocketError.ConnectionReset, await raw.ReadToResetAsync());
        Assert.Empty(raw.Seen);
        Assert.StartsWith("HTTP/1.1 200", await Protocols.AskAsync(sim, protocol), StringComparison.Ordinal);
        Assert.Equal((ClosedBy.Server, true), (sim.Connections.All[0].ClosedBy, sim.Connections.All[0].WasReset));
    }

    [Fact]
    public async Task A_close_is_a_FIN_with_no_byte_before_it()
    {
        var sim = Start();
        sim.Next(Fault.CloseBeforeHeaders);
        Assert.Empty(await Raw.AskAsync(sim, "/api/chat", Raw.Chat));
        Assert.False(sim.Connections.All[0].WasReset);
    }

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F06_a_silent_host_says_nothing_holds_its_slot_and_sees_the_client_go(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Fault.NeverAnswer);
        var raw = await Protocols.PostAsync(sim, protocol);
        var request = await sim.Requests.NextGenerationAsync(Cancelled);
        await request.Answering;
        Assert.Equal(1, sim.Model("llama3.2").Running);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, raw.Socket.Available);
        raw.Dispose();
        await request.ClosedByClient;
        await sim.WaitForIdleAsync(Cancelled);
        Assert.Equal((0, 0L), (sim.Model("llama3.2").Running, request.SentBytes));
    }

    [Theory]
    [MemberData(nameof(Protocols.All), MemberType = typeof(Protocols))]
    public async Task F07_headers_come_at_once_and_the_first_token_after_its_time(string protocol)
    {
        var sim = For(protocol);
        sim.Next(Answer.Tokens("late").With(Fault.HeadersThenSilence(TimeSpan.FromSeconds(20))));
        using var raw = await Protocols.PostAsync(sim, protocol);
        var headers = await raw.ReadUntilAsync("\r\n\r\n");
        Assert.EndsWith("\r\n\r\n", headers, StringComparison.Ordinal);
        await Time.WaitForTimersAsync(1, Cancelled);
        Time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.Equal(0, raw.Socket.Available);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        await raw.ReadUntilAsync("late");
        await raw.ReadUntilAsync("\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task Headers_can_be_all_that_ever_comes()
    {
        var sim = Start();
        sim.Next(Fault.HeadersThenSilence());
        var raw = await Raw.ConnectAsync(sim);
        await raw.PostAsync("/api/chat", Raw.Chat);
        await raw.ReadUntilAsync("\r\n\r\n");
        raw.Dispose();
        await (await sim.Requests.NextAsync(Cancelled)).ClosedByClient;
    }

    [Fact]
    public async Task A_probe_can_be_left_without_an_answer_while_chats_go_on()
    {
        var sim = Start();
        sim.Route("/api/ps").Always(Fault.NeverAnswer);
        using var probe = await Raw.ConnectAsync(sim);
        await probe.SendAsync("GET /api/ps HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await sim.Requests.NextAsync("/api/ps", Cancelled);
        Assert.StartsWith("HTTP/1.1 200", await Raw.AskAsync(sim, "/api/chat", Raw.Chat), StringComparison.Ordinal);
        Assert.Equal(0, probe.Socket.Available);
    }
}
