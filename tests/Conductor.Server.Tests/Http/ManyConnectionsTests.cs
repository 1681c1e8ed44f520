using Conductor.OllamaSim;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Http;

public sealed class ManyConnectionsTests
{
    [Fact]
    public async Task Thousands_of_connections_that_say_half_a_word_hold_up_nobody()
    {
        // Both ends are in this process, and many systems give one no more than some ten thousand files.
        const int count = 4000;
        await using var sim = OllamaSimulator.Start();
        await using var conductor = await ServedConductor.StartAsync(sim);
        var crowd = new List<RawConnection>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                crowd.Add(await RawConnection.OpenAsync(conductor.Url));
                await crowd[^1].SendAsync("POST /api/ch");
            }
            var answer = await conductor.PostTextAsync("/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""").SoonAsync();
            Assert.Contains("\"done\":true", answer, StringComparison.Ordinal);
            await crowd[0].SendAsync("at HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            Assert.Contains("missing request body", await crowd[0].ReadUntilAsync("}"), StringComparison.Ordinal);
        }
        finally
        {
            crowd.ForEach(one => one.Dispose());
        }
    }
}
