using System.Globalization;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Embedded;
using Conductor.Core.Journal;
using Conductor.Core.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Benchmarks.Journal;

/// <summary>What it costs to keep conversations: an append alone and among others, an opening, and conversations that nobody uses.</summary>
internal static class JournalSuite
{
    private const int Alone = 300;
    private const int Among = 100_000;
    private const int Appenders = 512;

    public static async Task<int> RunAsync(string[] names)
    {
        var place = Directory.CreateTempSubdirectory("conductor-bench-").FullName;
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors; {place}");
        try
        {
            var met = true;
            if (Wants(names, "commit"))
                met &= await CommitAsync(Path.Combine(place, "commit"));
            if (Wants(names, "open"))
                met &= await OpeningAsync(Path.Combine(place, "open"));
            if (Wants(names, "idle"))
                met &= await IdleAsync(Path.Combine(place, "idle"));
            if (Wants(names, "rush"))
                met &= await TokenPath.RushAsync(Path.Combine(place, "rush"));
            if (Wants(names, "pace"))
                met &= await TokenPath.PaceAsync(Path.Combine(place, "pace"));
            return met ? 0 : 1;
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private static bool Wants(string[] names, string row) => names.Length == 0 || names.Contains(row);

    private static async Task<bool> CommitAsync(string place)
    {
        await using var ports = await OpenAsync(place);
        var (log, directory) = (ports.All.Log, ports.All.Directory);
        var (alone, bare) = (new List<double>(), new List<double>());
        using var raw = new DiskDirectory(place).Open("raw");
        var (conversation, epoch) = await ClaimAsync(directory);
        for (var head = 0; head < Alone; head++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            await log.AppendAsync(conversation, epoch, head, [Said()]);
            alone.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
            // In turn with the appends: a disk is never twice the same.
            bare.Add(Fsync(raw));
        }
        var fsync = Median(bare);
        var rates = new List<double>();
        for (var round = 0; round < 5; round++)
            rates.Add(await AmongAsync(ports.All));
        rates.Sort();
        var median = Median(alone);
        Show("fsync alone, 300 bytes, p50", fsync, "ms", met: null);
        Show("append alone, p50", median, "ms", median <= 2 || median <= 1.5 * fsync);
        Show($"appends of {Appenders} at once (spread {rates[0]:F0} to {rates[^1]:F0})", rates[2], "events/s", rates[2] >= 20_000);
        return rates[2] >= 20_000 && (median <= 2 || median <= 1.5 * fsync);
    }

    private static async Task<double> AmongAsync(ConversationPorts ports)
    {
        var claims = new List<(Guid Id, long Epoch)>();
        for (var i = 0; i < Appenders; i++)
            claims.Add(await ClaimAsync(ports.Directory));
        var begun = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(claims.Select(async claim =>
        {
            for (var head = 0; head < Among / Appenders; head++)
                await ports.Log.AppendAsync(claim.Id, claim.Epoch, head, [Said()]);
        }));
        var rate = Among / Appenders * Appenders / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        foreach (var (id, epoch) in claims)
            await ports.Directory.ReleaseAsync(id, epoch, CancellationToken.None);
        return rate;
    }

    private static async Task<bool> OpeningAsync(string place)
    {
        await FillAsync(place, 100_000);
        var times = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            await using var ports = await OpenAsync(place);
            times.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
            if (ports.Findings.Conversations != 100_000)
                throw new InvalidOperationException($"{ports.Findings.Conversations} conversations were found.");
        }
        var clean = Median(times);
        File.Delete(Path.Combine(place, "index"));
        var start = TimeProvider.System.GetTimestamp();
        await using (await OpenAsync(place))
        {
            Show("opening with 100,000 conversations (spread " + Spread(times) + ")", clean, "ms", clean <= 1000);
            Show("opening the same without its index, every byte read", TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, "ms", met: null);
        }
        return clean <= 1000;
    }

    private static async Task<bool> IdleAsync(string place)
    {
        await FillAsync(place, 10_000);
        // An empty one beside it: what a journal costs by itself is not a conversation's, and what the filling left is collected by then.
        await using (await OpenAsync(place + "-empty"))
            GC.Collect();
        var before = Settled();
        await using var ports = await OpenAsync(place);
        var each = (Settled() - before) / 10_000.0;
        GC.KeepAlive(ports);
        if (each <= 0)
            throw new InvalidOperationException($"{each} bytes for a conversation: the measurement is wrong.");
        Show("an idle conversation on the disk, in memory", each, "bytes", each <= 400);
        return each <= 400;
    }

    private static async Task FillAsync(string place, int conversations)
    {
        await using var ports = await OpenAsync(place);
        foreach (var some in Enumerable.Range(0, conversations).Chunk(2000))
            await Task.WhenAll(some.Select(async number =>
            {
                var (id, epoch) = await ClaimAsync(ports.All.Directory);
                await ports.All.Log.AppendAsync(id, epoch, 0, [new ConversationBegun($"Conversation number {number}") { At = Now }, Said(), Said()]);
                await ports.All.Directory.ReleaseAsync(id, epoch, CancellationToken.None);
            }));
    }

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static double Fsync(IJournalFile file)
    {
        var begun = TimeProvider.System.GetTimestamp();
        file.Write(new byte[300], file.Length);
        file.Sync();
        return TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static PromptAccepted Said() => new(
        Guid.CreateVersion7(), new KeptMessage("msg_1", "user", "What is the airspeed velocity of an unladen swallow, and why does anybody ask?", Now), "msg_2", null, "bench")
    {
        CommandId = Guid.CreateVersion7(), At = Now,
    };

    private static async Task<(Guid Id, long Epoch)> ClaimAsync(IConversationDirectory directory)
    {
        var id = Guid.CreateVersion7();
        return (id, ((Claim.Granted)await directory.ClaimAsync(id, CancellationToken.None)).Epoch);
    }

    private static Task<EmbeddedPorts> OpenAsync(string place) =>
        EmbeddedPorts.OpenAsync(new JournalPlan { Directory = place }, TimeProvider.System, NullLoggerFactory.Instance);

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private static string Spread(List<double> times) => string.Create(CultureInfo.InvariantCulture, $"{times.Min():F0} to {times.Max():F0}");

    private static void Show(string name, double value, string unit, bool? met) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-70} {value,12:F2} {unit}{(met is { } known ? known ? "  met" : "  MISSED" : "")}"));
}
