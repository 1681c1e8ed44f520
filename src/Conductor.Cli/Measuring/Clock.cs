namespace Conductor.Cli.Measuring;

/// <summary>Measures time and allocations of a piece of work.</summary>
internal static class Clock
{
    public static async Task<Sample> MeasureAsync(long operations, Func<Task> work)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (start, processor) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await work();
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        return new Sample(elapsed, Environment.CpuUsage.TotalTime - processor, operations, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)operations);
    }
}
