using Conductor.Benchmarks.MainJob;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;

namespace Conductor.Benchmarks.Ops;

/// <summary>
/// What tracing costs a token: three conductors in front of one simulator, asked in turns. Two of them do not trace: what lies between those is what this
/// measurement cannot see. The third sends every span to a collector, which counts them. What counts is the conductor's own processor time: the clock tells of
/// everything else that the machine does.
/// </summary>
internal static class TracingCost
{
    // An answer of usual length: a span costs the same however long the answer is, so long ones would hide it.
    private const int Tokens = 200;
    private const int Rounds = 9;
    private const int WarmUps = 2;
    private const int Turns = 200_000;

    private static readonly string Simulator = Path.Combine(AppContext.BaseDirectory, "ollama-sim");

    public static async Task RunAsync(string program)
    {
        Off();
        await MeasureAsync(program, new Work("paced", Callers: 48, TurnsEach: 2, "--tokens-per-second", "100"));
        await MeasureAsync(program, new Work("in a burst", Callers: 8, TurnsEach: 100));
    }

    private static async Task MeasureAsync(string program, Work work)
    {
        await using var collector = await SpanCollector.StartAsync();
        await using var simulator = await ProgramUnderTest.StartAsync(Simulator, ["--port", "0", "--quiet", "--parallel", "64", "--tokens", $"{Tokens}", .. work.Pace]);
        await using var off = await ServeAsync(program, simulator);
        await using var same = await ServeAsync(program, simulator);
        await using var on = await ServeAsync(program, simulator, "--set", $"telemetry.endpoint={collector.Url}", "--set", "telemetry.protocol=http");
        ProgramUnderTest[] all = [off, same, on];
        var processor = all.Select(_ => new List<double>()).ToArray();
        for (var round = -WarmUps; round < Rounds; round++)
            for (var i = 0; i < all.Length; i++)
            {
                // A different one begins each time: what the one before leaves behind (heat, caches) falls on all alike.
                var which = (i + round + all.Length * WarmUps) % all.Length;
                var before = all[which].ProcessorTime;
                await AskManyAsync(all[which].Port, work);
                if (round >= 0)
                    processor[which].Add((all[which].ProcessorTime - before).TotalMicroseconds / (work.Callers * work.TurnsEach * Tokens));
            }
        var asked = work.Callers * work.TurnsEach * (Rounds + WarmUps);
        var arrived = await collector.WaitForTurnsAsync(asked);
        OpsSuite.Print($"{work.Name}, tracing off: processor for a token", processor[0], "us");
        OpsSuite.Print($"{work.Name}, off once more", Percent(processor[1], processor[0]), "%", "what cannot be told from nothing");
        OpsSuite.Print($"{work.Name}, tracing on: more for a token", Percent(processor[2], processor[0]), "%", $"goal: <= 5 %; the collector has the spans of {arrived} turns of {asked}");
    }

    private static Task AskManyAsync(int port, Work work) => Task.WhenAll(Enumerable.Range(0, work.Callers).Select(async _ =>
    {
        for (var turn = 0; turn < work.TurnsEach; turn++)
            await RawChat.AskAsync(port, "llama3.2");
    }));

    // What stands in the way of every turn while nobody listens: its record in the diary is begun all the same.
    private static void Off()
    {
        var request = new ModelRequest { Model = "m", Messages = [new ChatMessage("user", "?")] };
        using var diary = new TurnDiary(TimeProvider.System);
        var (samples, turn) = (new List<double>(), TurnId.New(TimeProvider.System));
        for (var round = -3; round < Rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < Turns; i++)
                if (diary.Begin(turn, request).Context is not null)
                    throw new InvalidOperationException("Somebody listens.");
            if (round >= 0)
                samples.Add(TimeProvider.System.GetElapsedTime(started).TotalNanoseconds / Turns);
        }
        OpsSuite.Print("tracing off: a turn", samples, "ns");
    }

    // Each round by itself, so that what slows the machine down slows both of a pair.
    private static List<double> Percent(List<double> one, List<double> other) => [.. one.Zip(other, (a, b) => 100 * (a / b - 1))];

    private static Task<ProgramUnderTest> ServeAsync(string program, ProgramUnderTest simulator, params string[] more) => ProgramUnderTest.StartAsync(
        program,
        [
            "serve", "--http", "127.0.0.1:0", "--socket", "off", "--set", $"hosts.sim.url=http://127.0.0.1:{simulator.Port}", "--set", "hosts.sim.parallel=64",
            "--set", "journal.enabled=off", .. more,
        ]);

    // Tokens as a model sends them, each by itself; or as fast as they go, when a token costs next to nothing and all of the rest is seen.
    private sealed record Work(string Name, int Callers, int TurnsEach, params string[] Pace);
}
