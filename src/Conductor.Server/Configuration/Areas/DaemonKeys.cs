namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys of the process as a whole.</summary>
internal static class DaemonKeys
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("drain-timeout", Setting.Duration(TimeSpan.Zero, TimeSpan.FromHours(1), "from 0s to 1h"), (all, value) => all with { DrainTimeout = value }),
        Setting.Of("watchdog.handler-limit", Setting.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(1), "from 0s to 1m"), (all, value) => all with { HandlerLimit = value }),
    ];
}
