using System.Diagnostics;

namespace Conductor.House.Samples;

internal static class WallClocks
{
    public static DateTime Now() => DateTime.Now; // forbidden: RS0030
    public static DateTime UtcNow() => DateTime.UtcNow; // forbidden: RS0030
    public static DateTimeOffset Offset() => DateTimeOffset.UtcNow; // forbidden: RS0030
    public static long Ticks() => Environment.TickCount64; // forbidden: RS0030
    public static long Watch() => Stopwatch.GetTimestamp(); // forbidden: RS0030
    public static CancellationTokenSource Deadline() => new(TimeSpan.FromSeconds(1)); // forbidden: RS0030
    public static PeriodicTimer Periodic() => new(TimeSpan.FromSeconds(1)); // forbidden: RS0030
    public static object Timer(TimerCallback tick) => new Timer(tick); // forbidden: RS0030

    public static async Task DelayAsync(CancellationToken token) =>
        await Task.Delay(TimeSpan.FromSeconds(1), token).ConfigureAwait(false); // forbidden: RS0030
}
