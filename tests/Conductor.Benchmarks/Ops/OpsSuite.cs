using System.Globalization;
using Conductor.Benchmarks.MainJob;

namespace Conductor.Benchmarks.Ops;

/// <summary>
/// What an operator feels: how long a start takes and what it costs, what a conductor that has nothing to do keeps, what tracing costs, and whether a change of
/// the configuration is felt. <c>CONDUCTOR_PROGRAM</c> names a published conductor; without it the one of this build is measured.
/// </summary>
internal static class OpsSuite
{
    private const int Rounds = 11;

    private static readonly string Conductor = Environment.GetEnvironmentVariable("CONDUCTOR_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "conductor");

    public static async Task<int> RunAsync(string[] names)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors; medians, in brackets least and most; {Conductor}");
        var parts = new Dictionary<string, Func<Task>>
        {
            ["start"] = StartAsync,
            ["memory"] = MemoryAsync,
            ["tracing"] = () => TracingCost.RunAsync(Conductor),
            ["reload"] = ReloadGap.RunAsync,
        };
        foreach (var (name, run) in parts)
            if (names.Length == 0 || names.Contains(name))
                await run();
        return 0;
    }

    // The clock of a machine with other work says little: the processor's time stands beside it, and the least is what a quiet machine would show.
    private static async Task StartAsync()
    {
        var (listening, answered, processor) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < Rounds; round++)
        {
            await using var conductor = await ServeAsync();
            var ready = TimeProvider.System.GetElapsedTime(conductor.StartedAt).TotalMilliseconds;
            var used = conductor.ProcessorTime.TotalMilliseconds;
            var asked = TimeProvider.System.GetElapsedTime(conductor.StartedAt);
            var answer = await RawChat.AskAsync(conductor.Port, "eliza");
            if (round < 0)
                continue;
            listening.Add(ready);
            processor.Add(used);
            answered.Add((asked + answer.FirstLine).TotalMilliseconds);
        }
        Print("start: process to ready", listening, "ms", "goal, published: <= 300 ms");
        Print("start: process to first answer", answered, "ms", "goal: <= 400 ms");
        Print("start: processor time to ready", processor, "ms");
    }

    private static async Task MemoryAsync()
    {
        var all = new Dictionary<string, List<double>> { ["VmRSS"] = [], ["RssAnon"] = [], ["RssFile"] = [], ["RssShmem"] = [] };
        for (var round = 0; round < 3; round++)
        {
            await using var conductor = await ServeAsync();
            for (var i = 0; i < 3; i++)
                await RawChat.AskAsync(conductor.Port, "eliza");
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
            foreach (var (name, bytes) in await conductor.MemoryAsync())
                if (all.TryGetValue(name, out var samples))
                    samples.Add(bytes / 1024.0 / 1024);
        }
        Print("idle: resident", all["VmRSS"], "MiB", "goal, published: <= 60 MiB");
        Print("idle: of it its own (anonymous)", all["RssAnon"], "MiB");
        Print("idle: of it code made at run time", all["RssShmem"], "MiB");
        Print("idle: of it pages of files", all["RssFile"], "MiB", "the system's cache, shared and given back when short");
    }

    private static Task<ProgramUnderTest> ServeAsync() =>
        ProgramUnderTest.StartAsync(Conductor, "serve", "--http", "127.0.0.1:0", "--socket", "off", "--backend", "eliza", "--set", "journal.enabled=off");

    internal static void Print(string what, List<double> samples, string unit, string note = "") => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-48} {Median(samples),10:N2} {unit}  [{samples.Min():N2} .. {samples.Max():N2}]  {note}"));

    internal static double Median(List<double> samples) => samples.Order().ElementAt(samples.Count / 2);
}
