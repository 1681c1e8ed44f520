using System.Globalization;

namespace Conductor.Cli.Measuring;

/// <summary>A row of a table: ours against what one would write by hand, in the same process and in turns.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Ours">One run of ours.</param>
/// <param name="ByHand">One run of the hand-written version.</param>
/// <param name="Goal">The goal, in words.</param>
/// <param name="GoalMet">Whether median times, ours and by hand, and our bytes reach it.</param>
internal sealed record Comparison(
    string Name, Func<Task<Sample>> Ours, Func<Task<Sample>> ByHand, string Goal, Func<Sample, Sample, bool> GoalMet)
{
    /// <summary>Runs that count, of each side.</summary>
    public const int Rounds = 5;

    private const int WarmUps = 2;

    public static Task PrintHeaderAsync(TextWriter output) =>
        output.WriteLineAsync($"{"what",-36} {"ours",12} {"by hand",12} {"speed",8} {"cpu ours",12} {"cpu hand",12} {"B ours",9} {"B hand",9}  goal");

    public async Task<bool> RunAsync(TextWriter output)
    {
        var (ours, byHand) = (new List<Sample>(), new List<Sample>());
        for (var round = -WarmUps; round < Rounds; round++)
        {
            // In turns, so that a busy neighbour disturbs both.
            var (mine, its) = (await MeasureAsync(Ours), await MeasureAsync(ByHand));
            if (round < 0) continue;
            ours.Add(mine);
            byHand.Add(its);
        }
        var (a, b) = (Median(ours), Median(byHand));
        var met = GoalMet(a, b);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{Name,-36} {a.NanosecondsEach,9:F1} ns {b.NanosecondsEach,9:F1} ns {b.NanosecondsEach / a.NanosecondsEach,6:F2} x {a.ProcessorNanosecondsEach,9:F1} ns {b.ProcessorNanosecondsEach,9:F1} ns {a.BytesEach,9:F1} {b.BytesEach,9:F1}  {Goal}: {(met ? "met" : "MISSED")}"));
        return met;
    }

    private static async Task<Sample> MeasureAsync(Func<Task<Sample>> run)
    {
        // A new stack: below the old one the last run may still hold on to what it made.
        await Task.Yield();
        GC.Collect();
        return await run();
    }

    private static Sample Median(List<Sample> samples) => samples.OrderBy(sample => sample.NanosecondsEach).ElementAt(samples.Count / 2);
}
