using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.retry</c>, <c>circuit</c>, <c>probe</c> and <c>warm-up</c>: what is done about hosts that fail, and before they are asked.</summary>
internal static class HealthKeys
{
    private static readonly HoconType<double> Share = HoconTypes.Fraction.Where("a share from 0% to 100%", share => share is >= 0 and <= 1);

    private static readonly HoconType<double> Jitter = HoconTypes.Fraction.Where("a share from 0% to 50%", share => share is >= 0 and <= 0.5);

    public static IReadOnlyList<Setting> All { get; } = [.. Retry(), .. Circuit(), .. Probe(), .. WarmUp()];

    private static IEnumerable<Setting> Retry() =>
    [
        Setting.Of("retry.attempts", Setting.Count(0, 5), (all, value) => all with { Retry = all.Retry with { Attempts = value } }),
        Setting.Of("retry.budget", Share, (all, value) => all with { Retry = all.Retry with { Budget = value } }),
        Setting.Of("retry.pause", Setting.Duration(TimeSpan.Zero, TimeSpan.FromSeconds(10), "from 0s to 10s"),
            (all, value) => all with { Retry = all.Retry with { Pause = value } }),
        Setting.Of("retry.longest-pause", Setting.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10), "from 0s to 10m"),
            (all, value) => all with { Retry = all.Retry with { LongestPause = value } }),
    ];

    private static IEnumerable<Setting> Circuit() =>
    [
        Setting.Of("circuit.faults", Setting.Count(1, 100), (all, value) => all with { Circuit = all.Circuit with { Faults = value } }),
        Setting.Of("circuit.first-rest", Setting.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), "from 10ms to 1m"),
            (all, value) => all with { Circuit = all.Circuit with { FirstRest = value } }),
        Setting.Of("circuit.longest-rest", Setting.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), "from 10ms to 1h"),
            (all, value) => all with { Circuit = all.Circuit with { LongestRest = value } }),
        Setting.Of("circuit.jitter", Jitter, (all, value) => all with { Circuit = all.Circuit with { Jitter = value } }),
        Setting.Of("circuit.trial-proof", Setting.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10), "from 100ms to 10m"),
            (all, value) => all with { Circuit = all.Circuit with { TrialProof = value } }),
    ];

    private static IEnumerable<Setting> Probe() =>
    [
        Setting.Of("probe.interval", Setting.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), "from 100ms to 1h"),
            (all, value) => all with { Probe = all.Probe with { Interval = value } }),
        Setting.Of("probe.interest", Setting.Duration(TimeSpan.Zero, TimeSpan.FromDays(1), "from 0s to 1d"),
            (all, value) => all with { Probe = all.Probe with { Interest = value } }),
        Setting.Of("probe.jitter", Jitter, (all, value) => all with { Probe = all.Probe with { Jitter = value } }),
        Setting.Of("probe.timeout", Setting.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), "from 10ms to 1m"),
            (all, value) => all with { ProbeTimeout = value }),
    ];

    private static IEnumerable<Setting> WarmUp() =>
    [
        Setting.Of("warm-up.at-start", HoconTypes.Boolean, (all, value) => all with { WarmUp = all.WarmUp with { AtStart = value } }),
        Setting.Of("warm-up.on-connect", HoconTypes.Boolean, (all, value) => all with { WarmUp = all.WarmUp with { OnConnect = value } }),
        Setting.Of("warm-up.greeting", HoconTypes.Text.Where("at most 4096 characters", text => text.Length <= 4096), (all, value) => all with { WarmUp = all.WarmUp with { Greeting = value } }),
    ];
}
