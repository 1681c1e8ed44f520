using Conductor.Core.Sessions;
using Conductor.OllamaSim;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Server.Hosting;
using Conductor.Server.Surfaces;
using Conductor.Server.Tests.Support;

namespace Conductor.Server.Tests.Surfaces;

/// <summary>A crowd that never says a word. Two thousand, as other tests run beside; CONDUCTOR_SOAK=1: ten thousand, or as many as the system has files for.</summary>
public sealed class IdleSurfaceTests
{
    [Fact]
    public async Task A_crowd_that_says_nothing_holds_up_nobody_and_ends_when_its_time_is_up()
    {
        using var directory = new TemporaryDirectory();
        var wanted = Environment.GetEnvironmentVariable("CONDUCTOR_SOAK") is { Length: > 0 } ? 10_000 : 2_000;
        // Both ends are this process.
        var count = (int)Math.Clamp((NativeProcess.OpenFileLimit() - 1_000) / 2, 50, wanted);
        var settings = new ServedSettings
        {
            SocketPath = directory.Socket,
            Doors = new SurfaceDoors { ConnectionsPerPeer = 20_000 },
            Adjust = plan => plan with { Surfaces = new SurfaceOptions { HandshakeTimeout = TimeSpan.FromSeconds(3), MaxSurfaces = 20_000 } },
        };
        await using var conductor = await ServedConductor.StartAsync(settings, Array.Empty<OllamaSimulator>());
        using var calm = await TestSurface.GreetAsync(directory.Socket);
        var idle = new List<TestSurface>();
        for (var i = 1; i <= count; i++)
        {
            idle.Add(await TestSurface.ConnectAsync(directory.Socket));
            if (i % 500 == 0)
                await IsServedAsync(calm, $"calm-{i}");
        }
        using (var one = await TestSurface.GreetAsync(directory.Socket))
            await IsServedAsync(one, "late");

        foreach (var surface in idle)
        {
            Assert.IsType<Notify>(await surface.ReadToEndAsync());
            Assert.Equal(ErrorCode.HandshakeTimeout, surface.TurnedAway?.Code);
            surface.Dispose();
        }
        await IsServedAsync(calm, "after");
    }

    private static async Task IsServedAsync(TestSurface surface, string id)
    {
        await surface.SendAsync(new Resized(id, 80, 24));
        Assert.Equal(id, (await surface.ReadAsync<Ack>().SoonAsync()).EventId);
    }
}
