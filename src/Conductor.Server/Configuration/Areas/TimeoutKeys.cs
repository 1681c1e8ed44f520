using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.timeouts</c>.</summary>
internal static class TimeoutKeys
{
    private static readonly HoconType<TimeSpan?> Stage = Setting.DurationOrOff(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), "from 10ms to 1d");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("timeouts.connect", Setting.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), "from 10ms to 1m"),
            (all, value) => all with { ConnectTimeout = value }),
        Setting.Of("timeouts.queue", Stage, (all, value) => all with { Timeouts = all.Timeouts with { Queue = OrEndless(value) } }),
        Setting.Of("timeouts.load", Stage, (all, value) => all with { Timeouts = all.Timeouts with { Load = OrEndless(value) } }),
        Setting.Of("timeouts.first-token", Stage, (all, value) => all with { Timeouts = all.Timeouts with { FirstToken = OrEndless(value) } }),
        Setting.Of("timeouts.idle", Stage, (all, value) => all with { Timeouts = all.Timeouts with { Idle = OrEndless(value) } }),
        Setting.Of("timeouts.stall", Stage, (all, value) => all with { Timeouts = all.Timeouts with { Stall = OrEndless(value) } }),
        Setting.Of("timeouts.total", Setting.DurationOrOff(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(30), "from 10ms to 30d"),
            (all, value) => all with { Timeouts = all.Timeouts with { Total = OrEndless(value) } }),
    ];

    private static TimeSpan OrEndless(TimeSpan? limit) => limit ?? Timeout.InfiniteTimeSpan;
}
