using Conductor.OllamaSim;
using Conductor.Server.Hosting;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Hosting;

public sealed class StartAndStopTests
{
    private const string Ask = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_port_in_use_is_named_with_the_way_out()
    {
        await using var first = await ServedConductor.StartAsync();
        var complaint = await Assert.ThrowsAsync<ConductorStartException>(() => ServedConductor.StartAsync(new ServedSettings { Port = first.Url.Port }, Array.Empty<OllamaSimulator>()));
        Assert.Contains($"Port {first.Url.Port} on 127.0.0.1 is in use", complaint.Message, StringComparison.Ordinal);
        Assert.Contains("--http", complaint.Message, StringComparison.Ordinal);
        Assert.Equal("Ollama is running", await first.GetTextAsync("/"));
    }

    [Fact]
    public async Task A_stop_lets_an_answer_end_and_takes_no_new_one()
    {
        await using var sim = OllamaSimulator.Start();
        var gate = new TokenGate();
        sim.Always(Answer.Tokens(3).Gated(gate));
        await using var conductor = await ServedConductor.StartAsync(sim);
        var answer = conductor.PostTextAsync("/api/chat", Ask);
        await sim.Requests.NextGenerationAsync(TestContext.Current.CancellationToken).SoonAsync();
        // A request that was begun before the stop, and is complete only after it: an idle connection would just be closed.
        using var late = await RawConnection.OpenAsync(conductor.Url);
        await late.SendAsync($"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {Ask.Length}\r\n\r\n");
        await late.ReadUntilAsync("100 Continue\r\n\r\n");
        var stopping = conductor.StopAsync();
        await late.SendAsync(Ask);
        Assert.StartsWith("HTTP/1.1 503 ", await late.ReadToEndAsync(), StringComparison.Ordinal);
        gate.Open();
        Assert.Contains("\"done\":true", await answer.SoonAsync(), StringComparison.Ordinal);
        await stopping.SoonAsync();
    }

    [Fact]
    public async Task An_answer_that_outlasts_the_patience_of_a_stop_ends_as_shutting_down()
    {
        await using var sim = OllamaSimulator.Start();
        sim.Always(Fault.SilentAfter(1));
        var settings = new ServedSettings { Adjust = plan => plan with { DrainTimeout = TimeSpan.FromMilliseconds(100) } };
        await using var conductor = await ServedConductor.StartAsync(settings, sim);
        using var connection = await RawConnection.OpenAsync(conductor.Url);
        await connection.PostAsync("/api/chat", Ask);
        await connection.ReadUntilAsync("\"done\":false");
        var stopping = conductor.StopAsync();
        Assert.Contains("{\"error\":\"Conductor was stopped before the answer was complete.\"}", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await stopping.SoonAsync();
    }

    [Fact]
    public async Task A_stop_lets_surfaces_go()
    {
        using var directory = new TemporaryDirectory();
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { SocketPath = directory.Socket }, Array.Empty<OllamaSimulator>());
        using var surface = await TestSurface.GreetAsync(directory.Socket);
        var stopping = conductor.StopAsync();
        await surface.ReadToEndAsync();
        await stopping.SoonAsync();
    }
}
