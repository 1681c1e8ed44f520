using System.Net;
using System.Net.Sockets;

namespace Conductor.OllamaSim.Tests.Faults;

/// <summary>F20: the whole host.</summary>
public sealed class HostTests : SimTest
{
    [Fact]
    public async Task F20_a_kill_resets_100_turns_refuses_the_next_and_leaves_no_slot()
    {
        var sim = Start(new SimModel("llama3.2") { TokensPerSecond = 1 });
        var turns = new List<Raw>();
        for (var turn = 0; turn < 100; turn++)
        {
            turns.Add(await Raw.ConnectAsync(sim));
            await turns[turn].PostAsync("/api/chat", Raw.Chat);
        }
        foreach (var turn in turns) await turn.ReadUntilAsync("\"done\":false");
        Assert.Equal(100, sim.Model("llama3.2").Running);
        await sim.KillAsync();
        foreach (var turn in turns) Assert.Equal(SocketError.ConnectionReset, await turn.ReadToResetAsync());
        Assert.All(sim.Requests.All, request => Assert.Equal(SimEnding.Killed, request.Ending));
        Assert.Equal((0, 0), (sim.Model("llama3.2").Running, sim.Connections.Open));
        await Assert.ThrowsAsync<SocketException>(() => Raw.ConnectAsync(sim));
        await sim.ReviveAsync();
        Assert.False(sim.Model("llama3.2").IsLoaded);
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(sim, "/"), StringComparison.Ordinal);
        foreach (var turn in turns) turn.Dispose();
    }

    [Fact]
    public async Task A_dead_hosts_port_stays_its_own()
    {
        var sim = Start();
        await sim.KillAsync();
        for (var other = 0; other < 20; other++) Assert.NotEqual(sim.Port, Start().Port);
        await sim.ReviveAsync();
        await sim.KillAsync();
        await sim.ReviveAsync();
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(sim, "/"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(sim.ReviveAsync);
    }

    [Fact]
    public void A_port_that_is_taken_is_refused_at_once()
    {
        var sim = Start();
        var taken = Assert.Throws<SocketException>(() => Start(new SimOptions { Port = sim.Port }));
        Assert.Equal(SocketError.AddressAlreadyInUse, taken.SocketErrorCode);
    }

    [Fact]
    public async Task F20_a_frozen_host_takes_connections_and_bytes_and_answers_when_it_is_thawed()
    {
        var sim = Start();
        var gate = new TokenGate();
        sim.Always(Answer.Tokens(10).Gated(gate));
        using var running = await Raw.ConnectAsync(sim);
        await running.PostAsync("/api/chat", Raw.Chat);
        gate.Release(3);
        var request = await sim.Requests.NextAsync(Cancelled);
        await request.SentTokensAsync(3, Cancelled);
        while (Protocols.TextOf(running.Seen).Split(' ').Length < 3) await running.ReadAsync();
        sim.Freeze();
        gate.Open();
        using var late = await Raw.ConnectAsync(sim);
        await late.PostAsync("/api/chat", Raw.Chat);
        Assert.Equal(0, running.Socket.Available);
        Assert.Equal(1, sim.Requests.Total);
        sim.Thaw();
        await running.ReadUntilAsync("\"done\":true");
        await late.ReadUntilAsync("\"done\":true");
    }

    [Fact]
    public async Task F20_a_vanished_host_leaves_connections_hanging_until_it_is_back()
    {
        var sim = Start();
        await sim.VanishAsync();
        using var patient = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var hasty = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var connecting = patient.ConnectAsync(IPAddress.Loopback, sim.Port, Raw.Deadline).AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hasty.ConnectAsync(IPAddress.Loopback, sim.Port, patience.Token).AsTask());
        Assert.False(connecting.IsCompleted);
        sim.Thaw();
        await connecting;
        Assert.StartsWith("HTTP/1.1 200", await Raw.GetAsync(sim, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_or_vanished_host_can_be_killed_and_disposed_of()
    {
        var sim = Start();
        using var raw = await Raw.ConnectAsync(sim);
        sim.Freeze();
        await raw.PostAsync("/api/chat", Raw.Chat);
        await sim.KillAsync();
        Assert.Equal(SocketError.ConnectionReset, await raw.ReadToResetAsync());
        await sim.ReviveAsync();
        await sim.VanishAsync();
        await sim.DisposeAsync();
        await sim.DisposeAsync();
    }
}
