using System.Text;
using Conductor.Benchmarks.MainJob;
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Configuration;
using Conductor.Server.Configuration.Reloading;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Benchmarks.Ops;

/// <summary>
/// A configuration of 50 hosts that changes in every one of them, again and again, while answers run through one of them at 20 ms a token: how long a change
/// takes from the file to the fleet, and what the readers notice.
/// </summary>
internal static class ReloadGap
{
    private const int Hosts = 50;
    private const int Streams = 32;
    private const int Reloads = 20;

    private static readonly string Simulator = Path.Combine(AppContext.BaseDirectory, "ollama-sim");

    public static async Task RunAsync()
    {
        await using var simulator = await ProgramUnderTest.StartAsync(Simulator, "--port", "0", "--quiet", "--parallel", $"{Streams}", "--tokens", "400", "--tokens-per-second", "50");
        var file = Path.Combine(Path.GetTempPath(), $"conductor-{Guid.NewGuid():N}.conf");
        try
        {
            await RunAsync(file, simulator.Port);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task RunAsync(string file, int port)
    {
        await WriteAsync(file, port, round: 0);
        var request = new SettingsRequest { File = file, Environment = _ => null };
        var loaded = await SettingsSource.LoadAsync(request, CancellationToken.None);
        await using var conductor = new LocalConductor(PlanFactory.Create(loaded.Settings, TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);
        using var follower = new SettingsFollower(request, loaded, conductor, new ConfigurationState(), TimeProvider.System, NullLogger<SettingsFollower>.Instance);
        await conductor.RefreshFleetAsync(TimeSpan.Zero, CancellationToken.None);
        var calm = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => LongestGapAsync(conductor)));
        var reading = Enumerable.Range(0, Streams).Select(_ => LongestGapAsync(conductor)).ToArray();
        var times = new List<double>();
        for (var round = 1; round <= Reloads; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
            await WriteAsync(file, port, round);
            var started = TimeProvider.System.GetTimestamp();
            if (!await follower.ReloadAsync(CancellationToken.None))
                throw new InvalidOperationException("The change was refused.");
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }
        var busy = await Task.WhenAll(reading);
        OpsSuite.Print($"reload: {Hosts} hosts, each of them changed", times, "ms", "goal: <= 50 ms");
        OpsSuite.Print($"reload: longest gap of each of {Streams} streams, without", [.. calm.Select(one => one.Gap)], "ms");
        OpsSuite.Print($"reload: longest gap of each of {Streams} streams, with", [.. busy.Select(one => one.Gap)], "ms", $"{busy.Count(one => one.IsWhole)} of {Streams} whole");
    }

    private static async Task<(double Gap, bool IsWhole)> LongestGapAsync(LocalConductor conductor)
    {
        var request = new ModelRequest { Model = "llama3.2", Messages = [new ChatMessage("user", "go")] };
        var turn = await conductor.StartTurnAsync(request, "bench", CancellationToken.None);
        var (longest, last) = (TimeSpan.Zero, 0L);
        await foreach (var entry in turn.AttachAsync())
        {
            if (entry.Ending is { } ending)
                return (longest.TotalMilliseconds, ending.IsWhole);
            if (entry.Kind != EntryKind.Text)
                continue;
            if (last != 0 && TimeProvider.System.GetElapsedTime(last) is var gap && gap > longest)
                longest = gap;
            last = TimeProvider.System.GetTimestamp();
        }
        throw new InvalidOperationException("The log has no end.");
    }

    private static Task WriteAsync(string file, int port, int round)
    {
        var text = new StringBuilder("conductor.hosts {\n");
        text.Append(null, $"  talking {{ url = \"http://127.0.0.1:{port}\", parallel = {Streams * 2 + round % 2} }}\n");
        for (var i = 1; i < Hosts; i++)
            text.Append(null, $"  host-{i} {{ kind = eliza, parallel = {8 + round % 2} }}\n");
        return File.WriteAllTextAsync(file, text.Append("}\n").ToString(), CancellationToken.None);
    }
}
