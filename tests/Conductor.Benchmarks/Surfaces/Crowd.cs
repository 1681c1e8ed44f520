using System.Globalization;
using System.Net.Sockets;
using Conductor.Protocol.V2.Messages;
using Conductor.Server.Hosting;

namespace Conductor.Benchmarks.Surfaces;

/// <summary>
/// Ten thousand connections over a unix socket that never say a word, and one surface among them that does: what they hold, and what it waits.
/// Both ends are this process, so it takes two files each; where the system allows fewer, there are as many as it allows.
/// </summary>
internal static class Crowd
{
    private const int Wanted = 10_000;
    private const int Pings = 200;

    public static async Task RunAsync()
    {
        var count = (int)Math.Min(Wanted, (NativeProcess.OpenFileLimit() - 600) / 2);
        await using var site = await SurfaceSite.StartAsync(1, pace: null);
        await using var calm = await BenchSurface.ConnectAsync(site.Socket);
        var alone = await PingAsync(calm);
        var (idle, before, begun) = (new List<Socket>(), SurfacesSuite.Held(), TimeProvider.System.GetTimestamp());
        for (var i = 0; i < count; i++)
            idle.Add(await ConnectAsync(site.Socket));
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        var among = await PingAsync(calm);
        var held = (SurfacesSuite.Held() - before) / 1024.0 / count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} idle connections in {seconds:F1} s: {held:F1} KB each, both ends"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a surface's ping: p50 {alone:F3} ms alone, {among:F3} ms among them"));
        var refused = 0;
        foreach (var socket in idle)
            refused += await IsEndedAsync(socket) ? 1 : 0;
        var after = await PingAsync(calm);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{refused} of them were told that their time is up; a ping after it: p50 {after:F3} ms"));
    }

    private static async Task<Socket> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), CancellationToken.None);
        return socket;
    }

    private static async Task<bool> IsEndedAsync(Socket socket)
    {
        var (bytes, any) = (new byte[1024], false);
        while (await socket.ReceiveAsync(bytes.AsMemory(), CancellationToken.None) > 0)
            any = true;
        socket.Dispose();
        return any;
    }

    private static async Task<double> PingAsync(BenchSurface surface)
    {
        var times = new List<double>();
        for (var seq = 1UL; seq <= Pings; seq++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            await surface.SayAsync(new SurfacePing(seq));
            await surface.UntilAsync<ConductorPong>();
            times.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        }
        return SurfacesSuite.Median(times);
    }
}
