using System.Globalization;
using Conductor.Backends.Ollama;
using Conductor.Benchmarks.MainJob;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Benchmarks.Http;

/// <summary>
/// What it costs to go through Conductor's front door instead of straight to the host, beside what it costs to go through nginx: the same client, the same
/// simulator, in turns in one run. Everything is a process of its own, but for the row about allocations.
/// </summary>
internal static class HttpSuite
{
    private const int Concurrent = 16;
    private const int Rounds = 5;
    private const int BurstTokens = 200_000;

    private static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongWarmUp = TimeSpan.FromSeconds(6);

    private static readonly string Conductor = Environment.GetEnvironmentVariable("CONDUCTOR_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "conductor");
    private static readonly string Simulator = Path.Combine(AppContext.BaseDirectory, "ollama-sim");

    public static async Task<int> RunAsync(string[] names)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors; medians of {Rounds} rounds, in brackets least and most");
        var parts = new Dictionary<string, Func<Task>>
        {
            ["first-token"] = FirstTokenAsync,
            ["requests"] = RequestsAsync,
            ["streams-512"] = () => StreamsAsync(512),
            ["streams-1024"] = () => StreamsAsync(1024),
            ["burst"] = BurstAsync,
            ["allocations"] = AllocationsAsync,
        };
        foreach (var (name, run) in parts)
            if (names.Length == 0 || names.Contains(name))
                await run();
        return 0;
    }

    // Streams at a person's pace, so that it is the way that is measured and not a queue for the processor.
    private static async Task FirstTokenAsync()
    {
        await using var site = await Site.StartAsync(Conductor, Simulator, "--tokens", "10", "--tokens-per-second", "50");
        await WarmUpAsync(site, stream: true);
        var times = site.Doors.ToDictionary(door => door.Name, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
            foreach (var door in site.Doors)
            {
                var answers = await ManyAsync(door.Port, Concurrent, each: 20, stream: true);
                times[door.Name].AddRange(answers.Select(answer => answer.FirstLine.TotalMilliseconds));
            }
        var (p50, p99) = (Percentile(times["direct"], 50), Percentile(times["direct"], 99));
        foreach (var (name, samples) in times)
            Say($"first token, {Concurrent} at a time: {name}", string.Create(CultureInfo.InvariantCulture, $"p50 {Percentile(samples, 50):F3} ms (added {Percentile(samples, 50) - p50:F3}), p99 {Percentile(samples, 99):F3} ms (added {Percentile(samples, 99) - p99:F3})"));
        Goal("added p50 <= 0.3 ms", Percentile(times["conductor"], 50) - p50 <= 0.3);
        Goal("added p99 <= 1 ms", Percentile(times["conductor"], 99) - p99 <= 1);
    }

    private static async Task RequestsAsync()
    {
        const int each = 400;
        await using var site = await Site.StartAsync(Conductor, Simulator, "--tokens", "1");
        await WarmUpAsync(site, stream: false);
        var rates = site.Doors.ToDictionary(door => door.Name, _ => new List<double>());
        var costs = site.Doors.ToDictionary(door => door.Name, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
            foreach (var door in site.Doors)
            {
                var (begun, before) = (TimeProvider.System.GetTimestamp(), await door.ProcessorTime());
                await ManyAsync(door.Port, Concurrent, each, stream: false);
                rates[door.Name].Add(Concurrent * each / TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
                costs[door.Name].Add((await door.ProcessorTime() - before).TotalMicroseconds / (Concurrent * each));
            }
        foreach (var (name, samples) in rates)
            Say($"short requests, {Concurrent} at a time: {name}", string.Create(CultureInfo.InvariantCulture, $"{Spread(samples, "a second")}, {Median(costs[name]):F1} us of its processor each"));
        if (rates.TryGetValue("nginx", out var proxy))
            Goal(string.Create(CultureInfo.InvariantCulture, $"{Median(rates["conductor"]) / Median(proxy):F2} x nginx, >= 0.6"), Median(rates["conductor"]) >= 0.6 * Median(proxy));
    }

    // Long enough that the compiler has made of the hot paths what it makes of them.
    private static async Task WarmUpAsync(Site site, bool stream)
    {
        foreach (var door in site.Doors)
            for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun) < (door.Name == "conductor" ? LongWarmUp : ShortWarmUp);)
                await ManyAsync(door.Port, Concurrent, each: stream ? 2 : 100, stream);
    }

    private static async Task StreamsAsync(int count)
    {
        const int tokens = 100;
        await using var site = await Site.StartAsync(Conductor, Simulator, "--tokens", $"{tokens}", "--tokens-per-second", "50");
        var costs = new Dictionary<string, double>();
        foreach (var door in site.Doors)
        {
            for (var warmUp = 0; warmUp < (door.Name == "conductor" ? 3 : 1); warmUp++)
                await ManyAsync(door.Port, count, each: 1, stream: true);
            var before = await door.ProcessorTime();
            var answers = await ManyAsync(door.Port, count, each: 1, stream: true);
            costs[door.Name] = (await door.ProcessorTime() - before).TotalMicroseconds / (count * tokens);
            var gaps = answers.Select(answer => answer.LongestGap.TotalMilliseconds).ToList();
            Say($"{count} streams at 20 ms: {door.Name}", string.Create(CultureInfo.InvariantCulture,
                $"stalls {gaps.Count(gap => gap > 200)}, longest gap {gaps.Max():F0} ms (median of each stream's {Percentile(gaps, 50):F0}), {costs[door.Name]:F2} us of its processor a token"));
            if (door.Name == "conductor")
                Goal("no stall", gaps.TrueForAll(gap => gap <= 200));
        }
        if (costs.TryGetValue("nginx", out var proxy) && proxy > 0)
            Goal(string.Create(CultureInfo.InvariantCulture, $"processor {costs["conductor"] / proxy:F2} x nginx, <= 2"), costs["conductor"] <= 2 * proxy);
    }

    private static async Task BurstAsync()
    {
        await using var site = await Site.StartAsync(Conductor, Simulator, "--tokens", $"{BurstTokens}");
        var rates = site.Doors.ToDictionary(door => door.Name, _ => new List<double>());
        var costs = site.Doors.ToDictionary(door => door.Name, _ => new List<double>());
        for (var round = -2; round < Rounds; round++)
            foreach (var door in site.Doors)
            {
                var before = await door.ProcessorTime();
                var answer = (await ManyAsync(door.Port, 1, each: 1, stream: true))[0];
                if (answer.Lines < BurstTokens)
                    throw new InvalidOperationException($"Only {answer.Lines} of {BurstTokens} tokens came through {door.Name}.");
                if (round < 0)
                    continue;
                rates[door.Name].Add(answer.Lines / answer.Whole.TotalSeconds);
                costs[door.Name].Add((await door.ProcessorTime() - before).TotalMicroseconds / answer.Lines);
            }
        foreach (var (name, samples) in rates)
            Say($"burst of one stream: {name}", string.Create(CultureInfo.InvariantCulture, $"{Spread(samples, "tokens/s")}, {Median(costs[name]):F2} us of its processor a token"));
        Goal(">= 300,000 tokens/s", Median(rates["conductor"]) >= 300_000);
    }

    private static async Task AllocationsAsync()
    {
        await AllocationsAsync("allocations, from the host's socket to the caller's", "--tokens", $"{BurstTokens}");
        await AllocationsAsync("allocations of a token that comes alone", "--tokens", "1000", "--tokens-per-second", "500");
    }

    private static async Task AllocationsAsync(string what, params string[] answers)
    {
        await using var simulator = await ProgramUnderTest.StartAsync(Simulator, ["--port", "0", "--quiet", "--parallel", "64", .. answers]);
        var driver = new OllamaHost(new OllamaOptions { Url = new Uri($"http://127.0.0.1:{simulator.Port}") });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddConductor((IServiceProvider _) => new ConductorPlan { Fleet = new FleetPlan([new HostPlan { Name = "sim", Driver = driver, Backend = new BackendPlan { Parallel = 64 } }]) });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenConductor(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)));
        await using var app = builder.Build();
        app.RunConductor();
        await app.StartAsync(CancellationToken.None);
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        using var client = await RawClient.ConnectAsync(port);
        var request = RawClient.Chat("llama3.2", stream: true);
        var bytes = new List<double>();
        for (var round = -2; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var answer = await client.AskAsync(request);
            if (round >= 0)
                bytes.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)answer.Lines);
        }
        Say(what, Spread(bytes, "B a token"));
    }

    // So many connections, so many requests on each.
    private static async Task<List<RawClient.Answer>> ManyAsync(int port, int connections, int each, bool stream)
    {
        var request = RawClient.Chat("llama3.2", stream);
        var clients = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => RawClient.ConnectAsync(port)));
        var answers = await Task.WhenAll(clients.Select(client => RepeatAsync(client, request, each)));
        foreach (var client in clients)
            client.Dispose();
        return [.. answers.SelectMany(one => one)];
    }

    private static async Task<List<RawClient.Answer>> RepeatAsync(RawClient client, byte[] request, int times)
    {
        var answers = new List<RawClient.Answer>(times);
        for (var i = 0; i < times; i++)
            answers.Add(await client.AskAsync(request));
        return answers;
    }

    private static void Say(string what, string figures) => Console.WriteLine($"{what,-50} {figures}");

    private static void Goal(string goal, bool isMet) => Console.WriteLine($"{"",-50} {goal}: {(isMet ? "met" : "MISSED")}");

    private static string Spread(List<double> samples, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(samples):N1} {unit} [{samples.Min():N1} .. {samples.Max():N1}]");

    private static double Median(List<double> samples) => Percentile(samples, 50);

    private static double Percentile(List<double> samples, int percent) => samples.Order().ElementAt(Math.Min(samples.Count - 1, samples.Count * percent / 100));
}
