using Conductor.OllamaSim;
using Conductor.Server.Http;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http.Entrance;

/// <summary>Who sends nothing keeps no connection; who sends slowly does.</summary>
public sealed class SlowSenderTests
{
    [Fact]
    public async Task A_body_that_falls_silent_ends_its_connection_and_no_other()
    {
        await using var sim = OllamaSimulator.Start("a");
        await using var conductor = await ServedConductor.StartAsync(new ServedSettings { Http = new HttpOptions { BodyPatience = TimeSpan.FromSeconds(2) } }, sim);
        using var silent = await RawConnection.OpenAsync(conductor.Url);
        await silent.SendAsync("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
        Assert.StartsWith("HTTP/1.1 408 ", await silent.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("Ollama is running", await conductor.GetTextAsync("/"));
        Assert.Empty(sim.Requests.Generations);
    }
}
