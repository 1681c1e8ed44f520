namespace Conductor.OllamaSim.Tests.Log;

public sealed class ConnectionLogTests : SimTest
{
    [Fact]
    public async Task A_connection_tells_its_requests_and_who_closed_it()
    {
        var sim = Start();
        var raw = await Raw.ConnectAsync(sim);
        for (var round = 1; round <= 3; round++)
        {
            await raw.PostAsync("/api/chat", Raw.WholeChat);
            await (await sim.Requests.NextAsync(Cancelled)).Ended;
        }
        var connection = sim.Connections.All[0];
        Assert.Equal((3, true, ClosedBy.Nobody), (connection.Requests, connection.IsOpen, connection.ClosedBy));
        raw.Dispose();
        await connection.Closed;
        Assert.Equal((ClosedBy.Client, 0), (connection.ClosedBy, sim.Connections.Open));
        await Raw.GetAsync(sim, "/");
        Assert.Equal(ClosedBy.Server, sim.Connections.All[1].ClosedBy);
        Assert.False(sim.Connections.All[1].WasReset);
    }

    [Fact]
    public async Task Five_hundred_connections_are_served_at_once()
    {
        var sim = Start();
        var gate = new TokenGate();
        sim.Always(Answer.Tokens(2).Gated(gate));
        var clients = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Raw.ConnectAsync(sim)));
        await Task.WhenAll(clients.Select(client => client.PostAsync("/api/chat", Raw.Chat)));
        await sim.Connections.WaitForOpenAsync(500, Cancelled);
        await sim.WaitForRunningAsync(500, Cancelled);
        gate.Open();
        foreach (var client in clients) await client.ReadUntilAsync("\"done\":true");
        foreach (var client in clients) client.Dispose();
        await sim.Connections.WaitForOpenAsync(0, Cancelled);
        Assert.Equal((500, 0, 500), (sim.Connections.Accepted, sim.Running, sim.PeakRunning));
    }
}
