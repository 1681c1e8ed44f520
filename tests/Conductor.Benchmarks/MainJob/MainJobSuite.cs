using System.Globalization;
using Conductor.Backends.Ollama;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conductor.Benchmarks.MainJob;

/// <summary>
/// The main job as a user meets it: real processes, real sockets. Direct is the same client at the simulator itself; ours has
/// <c>conductor serve</c> between the two. In turns, so that a busy neighbour disturbs both.
/// </summary>
internal static class MainJobSuite
{
    private const int Burst = 20_000;
    private const int Rounds = 9;

    // A published conductor may be measured in place of the one of this build.
    private static readonly string Conductor = Environment.GetEnvironmentVariable("CONDUCTOR_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "conductor");
    private static readonly string Simulator = Path.Combine(AppContext.BaseDirectory, "ollama-sim");

    public static async Task<int> RunAsync(string[] names)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors; medians of {Rounds}, in brackets least and most");
        var parts = new Dictionary<string, Func<Task>> { ["start"] = StartAsync, ["first-token"] = FirstTokenAsync, ["burst"] = BurstAsync, ["allocations"] = AllocationsAsync, ["idle"] = IdleAsync };
        foreach (var (name, run) in parts)
            if (names.Length == 0 || names.Contains(name))
                await run();
        return 0;
    }

    private static async Task StartAsync()
    {
        var (ready, answered) = (new List<double>(), new List<double>());
        for (var round = -2; round < Rounds; round++)
        {
            await using var conductor = await ProgramUnderTest.StartAsync(Conductor, "serve", "--http", "127.0.0.1:0", "--socket", "off", "--backend", "eliza");
            var listening = TimeProvider.System.GetElapsedTime(conductor.StartedAt).TotalMilliseconds;
            var asked = TimeProvider.System.GetElapsedTime(conductor.StartedAt);
            var answer = await RawChat.AskAsync(conductor.Port, "eliza");
            if (round < 0)
                continue;
            ready.Add(listening);
            answered.Add((asked + answer.FirstLine).TotalMilliseconds);
        }
        Print("start: process to listening", ready, "ms");
        Print("start: process to first answer", answered, "ms", "goal <= 400 ms");
    }

    private static async Task FirstTokenAsync()
    {
        await using var simulator = await ProgramUnderTest.StartAsync(Simulator, "--port", "0", "--quiet", "--parallel", "64", "--tokens", "1");
        await using var conductor = await ServeAsync(simulator);
        var (direct, ours) = (new List<double>(), new List<double>());
        for (var i = -200; i < 1000; i++)
        {
            var one = await RawChat.AskAsync(simulator.Port, "llama3.2");
            var other = await RawChat.AskAsync(conductor.Port, "llama3.2");
            if (i < 0)
                continue;
            direct.Add(one.FirstLine.TotalMicroseconds);
            ours.Add(other.FirstLine.TotalMicroseconds);
        }
        Print("first token: direct", direct, "us");
        Print("first token: through Conductor", ours, "us");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  added: {Median(ours) - Median(direct):F0} us"));
    }

    private static async Task BurstAsync()
    {
        await using var simulator = await ProgramUnderTest.StartAsync(Simulator, "--port", "0", "--quiet", "--parallel", "64", "--tokens", $"{Burst}");
        await using var conductor = await ServeAsync(simulator);
        var (direct, ours) = (new List<double>(), new List<double>());
        var processor = TimeSpan.Zero;
        for (var round = -5; round < Rounds; round++)
        {
            var one = await RawChat.AskAsync(simulator.Port, "llama3.2");
            var before = conductor.ProcessorTime;
            var other = await RawChat.AskAsync(conductor.Port, "llama3.2");
            if (other.Lines < Burst)
                throw new InvalidOperationException($"Only {other.Lines} of {Burst} tokens came through.");
            if (round < 0)
                continue;
            processor += conductor.ProcessorTime - before;
            direct.Add(one.Lines / one.Whole.TotalSeconds);
            ours.Add(other.Lines / other.Whole.TotalSeconds);
        }
        Print($"burst of {Burst}: direct", direct, "tokens/s");
        Print($"burst of {Burst}: through Conductor", ours, "tokens/s");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  ratio {Median(ours) / Median(direct):F2}; Conductor's processor time {processor.TotalMicroseconds / Rounds / Burst:F2} us a token; resident {conductor.ResidentBytes / 1024 / 1024} MiB"));
    }

    /// <summary>In this process, with a reader that only reads: what the path from the host's socket to the log's reader allocates.</summary>
    private static async Task AllocationsAsync()
    {
        await using var simulator = await ProgramUnderTest.StartAsync(Simulator, "--port", "0", "--quiet", "--parallel", "64", "--tokens", $"{Burst}");
        var driver = new OllamaHost(new OllamaOptions { Url = new Uri($"http://127.0.0.1:{simulator.Port}") });
        var plan = new ConductorPlan { Fleet = new FleetPlan([new HostPlan { Name = "sim", Driver = driver }]) };
        await using var conductor = new LocalConductor(plan, TimeProvider.System, NullLoggerFactory.Instance);
        var bytes = new List<double>();
        for (var round = -5; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var read = await ReadAsync(conductor);
            var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)read;
            if (round >= 0)
                bytes.Add(each);
        }
        Print("allocations: socket to log to reader", bytes, "B/token", "the text itself and its place in the log");
    }

    private static async Task<int> ReadAsync(LocalConductor conductor)
    {
        var request = new ModelRequest { Model = "llama3.2", Messages = [new ChatMessage("user", "go")] };
        var turn = await conductor.StartTurnAsync(request, "bench", CancellationToken.None);
        using var reader = turn.Log.OpenReader();
        var count = 0;
        while (!reader.HasEnded)
        {
            while (reader.TryRead(out var entry))
                count += entry.Kind == EntryKind.Text ? 1 : 0;
            if (!reader.HasEnded)
                await reader.WaitAsync();
        }
        return count;
    }

    private static async Task IdleAsync()
    {
        var time = TimeSpan.FromSeconds(10);
        await using var conductor = await ProgramUnderTest.StartAsync(Conductor, "serve", "--http", "127.0.0.1:0", "--socket", "off", "--backend", "eliza");
        await RawChat.AskAsync(conductor.Port, "eliza");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var before = conductor.ProcessorTime;
        await Task.Delay(time, TimeProvider.System);
        var used = conductor.ProcessorTime - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"idle: {used.TotalMilliseconds:F1} ms of processor time in {time.TotalSeconds:0} s ({used / time:P2}); resident {conductor.ResidentBytes / 1024 / 1024} MiB"));
    }

    private static Task<ProgramUnderTest> ServeAsync(ProgramUnderTest simulator) =>
        ProgramUnderTest.StartAsync(Conductor, "serve", "--http", "127.0.0.1:0", "--socket", "off", "--backend", $"http://127.0.0.1:{simulator.Port}");

    private static void Print(string what, List<double> samples, string unit, string note = "") => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-40} {Median(samples),10:N1} {unit}  [{samples.Min():N1} .. {samples.Max():N1}]  {note}"));

    private static double Median(List<double> samples) => samples.Order().ElementAt(samples.Count / 2);
}
