using Conductor.Core.Backends;
using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.timeouts</c>. All but that of the connection may be said of single models too.</summary>
internal static class TimeoutKeys
{
    private static readonly HoconType<TimeSpan?> UpToADay = Setting.DurationOrOff(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), "from 10ms to 1d");

    private static readonly HoconType<TimeSpan?> UpToAMonth = Setting.DurationOrOff(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(30), "from 10ms to 30d");

    /// <summary>The stages of a turn: each one's key, what it must be, and what it changes.</summary>
    public static IReadOnlyList<(string Key, HoconType<TimeSpan?> Type, Func<TurnTimeouts, TimeSpan, TurnTimeouts> Change)> Stages { get; } =
    [
        ("queue", UpToADay, (all, value) => all with { Queue = value }),
        ("load", UpToADay, (all, value) => all with { Load = value }),
        ("first-token", UpToADay, (all, value) => all with { FirstToken = value }),
        ("idle", UpToADay, (all, value) => all with { Idle = value }),
        ("stall", UpToADay, (all, value) => all with { Stall = value }),
        ("total", UpToAMonth, (all, value) => all with { Total = value }),
    ];

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("timeouts.connect", Setting.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), "from 10ms to 1m"),
            (all, value) => all with { ConnectTimeout = value }),
        .. Stages.Select(stage => Setting.Of(
            $"timeouts.{stage.Key}", stage.Type, (all, value) => all with { Timeouts = stage.Change(all.Timeouts, value ?? Timeout.InfiniteTimeSpan) })),
    ];
}
