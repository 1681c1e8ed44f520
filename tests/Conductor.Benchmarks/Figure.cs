using System.Globalization;

namespace Conductor.Benchmarks;

/// <summary>A row of a table: one figure against its goal. The median of some rounds, each of many operations.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Operations">Operations in a round.</param>
/// <param name="Round">Does them.</param>
/// <param name="GoalNanoseconds">The goal for one operation.</param>
internal sealed record Figure(string Name, int Operations, Action Round, double GoalNanoseconds)
{
    private const int WarmUps = 3;
    private const int Rounds = 9;

    public static int Show(IEnumerable<Figure> figures, string[] names)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} processors; medians of {Rounds}");
        var met = true;
        foreach (var figure in figures)
            if (names.Length == 0 || names.Any(name => figure.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
                met &= figure.Run();
        return met ? 0 : 1;
    }

    private bool Run()
    {
        var times = new List<double>();
        var allocated = 0L;
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = TimeProvider.System.GetTimestamp();
            Round();
            if (round >= 0)
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalNanoseconds / Operations);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Operations;
        }
        times.Sort();
        var median = times[Rounds / 2];
        var met = median <= GoalNanoseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Name,-60} {median,10:F0} ns {allocated,7} B   <= {GoalNanoseconds:F0} ns: {(met ? "met" : "MISSED")}"));
        return met;
    }
}
