using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Conductor.Core.Conducting;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Benchmarks.Surfaces;

/// <summary>
/// What surfaces cost: the way of a token from its host to the surface beside a plain echo over the same kind of socket, and what those hold that are
/// silent, that do not read, and that only are there. Server and surfaces are one process, so the memory of both ends is counted.
/// </summary>
internal static class SurfacesSuite
{
    internal const int Rounds = 5;

    public static async Task<int> RunAsync(string[] names)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors; medians of {Rounds} rounds, in brackets least and most");
        var parts = new Dictionary<string, Func<Task>>
        {
            ["token"] = TokensAsync,
            ["idle"] = IdleAsync,
            ["stalled"] = StalledAsync,
            ["attached"] = AttachedAsync,
            ["beside"] = BesideStalled.RunAsync,
            ["crowd"] = Crowd.RunAsync,
        };
        foreach (var (name, run) in parts)
            if (names.Length == 0 || names.Contains(name))
                await run();
        return 0;
    }

    private static async Task TokensAsync()
    {
        var (echo, one, many) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            var measured = (await EchoAsync(400), await TokenAsync(1), await TokenAsync(25));
            if (round < 0)
                continue;
            echo.Add(measured.Item1);
            one.Add(measured.Item2);
            many.Add(measured.Item3);
        }
        Say("echo over a unix socket, there and back, 200 a second", echo, "ms");
        Say("token from host to 1 surface, 200 a second", one, "ms", 0.3);
        Say("token from host to 25 surfaces, 200 a second", many, "ms", 0.8);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a token is {Median(one) / Median(echo):F2} echoes with 1 surface, {Median(many) / Median(echo):F2} with 25"));
    }

    // The median over all tokens and surfaces of: said by the host until read by the surface.
    private static async Task<double> TokenAsync(int count)
    {
        const int tokens = 400;
        await using var site = await SurfaceSite.StartAsync(tokens, TimeSpan.FromMilliseconds(5));
        var surfaces = new List<BenchSurface>();
        for (var i = 0; i < count; i++)
        {
            surfaces.Add(await BenchSurface.ConnectAsync(site.Socket));
            await surfaces[i].FollowAsync();
        }
        var reading = surfaces.Select(ReadAsync).ToArray();
        await surfaces[0].SayAsync(new Prompt(Guid.CreateVersion7(), Guid.Empty, "hi", null, PromptPolicy.Queue, []));
        var times = (await Task.WhenAll(reading)).SelectMany(readAt => readAt.Select((at, index) => TimeProvider.System.GetElapsedTime(site.Host.SaidAt[index], at).TotalMilliseconds)).ToList();
        foreach (var surface in surfaces)
            await surface.DisposeAsync();
        return Median(times);
    }

    internal static async Task<List<long>> ReadAsync(BenchSurface surface)
    {
        var readAt = new List<long>();
        while (true)
        {
            var message = await surface.ReadAsync();
            var now = TimeProvider.System.GetTimestamp();
            if (message is Text text)
                for (var number = text.From ?? text.Seq; number <= text.Seq; number++)
                    readAt.Add(now);
            if (message is End)
                return readAt;
        }
    }

    private static async Task<double> EchoAsync(int count)
    {
        var path = Path.Combine(Path.GetTempPath(), $"echo-{Guid.NewGuid():N}"[..18]);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path), CancellationToken.None);
        using var server = await listener.AcceptAsync(CancellationToken.None);
        var echoing = EchoAsync(server);
        var (times, bytes) = (new List<double>(), new byte[100]);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        for (var i = 0; i < count; i++)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            var begun = TimeProvider.System.GetTimestamp();
            await client.SendAsync(bytes.AsMemory(), CancellationToken.None);
            await client.ReceiveAsync(bytes.AsMemory(), CancellationToken.None);
            times.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
        }
        client.Shutdown(SocketShutdown.Both);
        await echoing;
        File.Delete(path);
        return Median(times);
    }

    private static async Task EchoAsync(Socket server)
    {
        var bytes = new byte[100];
        while (await server.ReceiveAsync(bytes.AsMemory(), CancellationToken.None) is > 0 and var count)
            await server.SendAsync(bytes.AsMemory(0, count), CancellationToken.None);
    }

    private static async Task IdleAsync()
    {
        const int count = 1000;
        await using var site = await SurfaceSite.StartAsync(1, pace: null);
        var (surfaces, before) = (new List<BenchSurface>(), Held());
        for (var i = 0; i < count; i++)
            surfaces.Add(await BenchSurface.ConnectAsync(site.Socket));
        var held = (Held() - before) / 1024.0 / count;
        // What has just run is compiled anew in the background for a moment; that is not what silent surfaces cost.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        var used = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds / 10;
        Goal(string.Create(CultureInfo.InvariantCulture, $"{count} idle surfaces: {held:F1} KB each, both ends"), held <= 20);
        Goal(string.Create(CultureInfo.InvariantCulture, $"{count} idle surfaces: {used:P2} of a processor in 10 s"), used < 0.005);
        foreach (var surface in surfaces)
            await surface.DisposeAsync();
    }

    private static async Task StalledAsync()
    {
        const int count = 500;
        const int tokens = 20_000;
        await using var site = await SurfaceSite.StartAsync(tokens, pace: null);
        await using var reader = await BenchSurface.ConnectAsync(site.Socket);
        await reader.FollowAsync();
        var surfaces = new List<BenchSurface>();
        for (var i = 0; i < count; i++)
        {
            surfaces.Add(await BenchSurface.ConnectAsync(site.Socket));
            await surfaces[i].FollowAsync();
        }
        var before = Held();
        await reader.SayAsync(new Prompt(Guid.CreateVersion7(), Guid.Empty, "hi", null, PromptPolicy.Queue, []));
        var whole = (await ReadAsync(reader)).Count;
        var held = (Held() - before) / 1024.0 / count;
        Goal(string.Create(CultureInfo.InvariantCulture, $"{count} stalled readers of {whole} tokens: {held:F1} KB each"), held <= 64);
        foreach (var surface in surfaces)
            await surface.DisposeAsync();
    }

    private static async Task AttachedAsync()
    {
        const int count = 10_000;
        await using var site = await SurfaceSite.StartAsync(100, pace: null);
        var (links, before, begun) = (new List<ISurfaceLink>(), Held(), TimeProvider.System.GetTimestamp());
        for (var i = 0; i < count; i++)
        {
            var link = await site.Conductor.SurfaceDialer().DialAsync(CancellationToken.None);
            await link.ShakeHandsAsync(new Handshake("evt", 2, SurfaceType.Of(SurfaceKind.Headless), SurfaceCapabilities.Headless, null), CancellationToken.None);
            await link.SendAsync(new Subscribe(Guid.CreateVersion7(), Guid.Empty, null, [], Delivery.Of(DeliveryMode.Token), null), CancellationToken.None);
            links.Add(link);
        }
        foreach (var link in links)
            while (await link.ReceiveAsync(CancellationToken.None) is not Snapshot)
            {
            }
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        var held = (Held() - before) / 1024.0 / count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} sessions attached in process in {seconds:F1} s: {held:F1} KB each"));
        await links[0].SendAsync(new Prompt(Guid.CreateVersion7(), Guid.Empty, "hi", null, PromptPolicy.Queue, []), CancellationToken.None);
        begun = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(links.Select(async link =>
        {
            while (await link.ReceiveAsync(CancellationToken.None) is not End)
            {
            }
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"an answer of 100 tokens at all of them after {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F2} s"));
        foreach (var link in links)
            await link.DisposeAsync();
    }

    internal static double Held()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    internal static double Median(List<double> samples) => samples.Order().ElementAt(samples.Count / 2);

    private static void Say(string what, List<double> samples, string unit, double? goal = null)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {Median(samples):F3} {unit} ({samples.Min():F3} to {samples.Max():F3})");
        if (goal is { } most)
            Goal(string.Create(CultureInfo.InvariantCulture, $"{words}, goal {most}"), Median(samples) <= most);
        else
            Console.WriteLine(words);
    }

    internal static void Goal(string what, bool met) => Console.WriteLine($"{what}: {(met ? "met" : "MISSED")}");
}
