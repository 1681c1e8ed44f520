using Conductor.Benchmarks.MainJob;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Core.Tracing;

namespace Conductor.Benchmarks.Ops;

/// <summary>
/// What tracing costs a token: three conductors in front of one simulator, asked in turns. Two of them do not trace: what lies between those is what this
/// measurement cannot see. The third sends every span to a collector.
/// </summary>
internal static class TracingCost
{
    private const int Tokens = 20_000;
    private const int Rounds = 15;
    private const int Turns = 200_000;

    private static readonly string Simulator = Path.Combine(AppContext.BaseDirectory, "ollama-sim");

    public static async Task RunAsync(string program)
    {
        Off();
        await using var collector = await SpanCollector.StartAsync();
        await using var simulator = await ProgramUnderTest.StartAsync(Simulator, "--port", "0", "--quiet", "--parallel", "64", "--tokens", $"{Tokens}");
        await using var off = await ServeAsync(program, simulator);
        await using var same = await ServeAsync(program, simulator);
        await using var on = await ServeAsync(program, simulator, "--set", $"telemetry.endpoint={collector.Url}", "--set", "telemetry.protocol=http");
        ProgramUnderTest[] all = [off, same, on];
        var (time, processor) = (all.Select(_ => new List<double>()).ToArray(), all.Select(_ => new List<double>()).ToArray());
        for (var round = -5; round < Rounds; round++)
            for (var i = 0; i < all.Length; i++)
            {
                // A different one begins each time: what the one before leaves behind (heat, caches) falls on all alike.
                var which = (i + round + all.Length * 5) % all.Length;
                var before = all[which].ProcessorTime;
                var answer = await RawChat.AskAsync(all[which].Port, "llama3.2");
                if (round < 0)
                    continue;
                time[which].Add(answer.Whole.TotalMicroseconds / answer.Lines);
                processor[which].Add((all[which].ProcessorTime - before).TotalMicroseconds / answer.Lines);
            }
        OpsSuite.Print("tracing off: a token", time[0], "us");
        OpsSuite.Print("tracing off: the same conductor once more", Percent(time[1], time[0]), "%", "what cannot be told from nothing");
        OpsSuite.Print("tracing on: more for a token", Percent(time[2], time[0]), "%", $"goal: <= 5 %; {collector.Received} posts of spans and metrics");
        OpsSuite.Print("tracing on: more of its processor for a token", Percent(processor[2], processor[0]), "%");
    }

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
        program, ["serve", "--http", "127.0.0.1:0", "--socket", "off", "--backend", $"http://127.0.0.1:{simulator.Port}", "--set", "journal.enabled=off", .. more]);
}
