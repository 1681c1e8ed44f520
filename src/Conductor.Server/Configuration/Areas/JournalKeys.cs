using Conductor.Core.Conversations;
using Conductor.Core.Journal;
using Conductor.Hocon.Typing;
using Conductor.Hocon.Values;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.journal</c> and <c>conductor.history</c>: how conversations last, and what models see of them.</summary>
internal static class JournalKeys
{
    private static readonly HoconType<double> Reserve = HoconTypes.Fraction.Where("a share from 5% to 90%", share => share is >= 0.05 and <= 0.9);

    private static readonly HoconType<long?> SizeOrOff = new(
        "a size from 1MiB up, or off",
        value => value.ToString() is "off" ? (true, default(long?)) : HoconTypes.Size.TryRead(value, HoconPath.Root, [], out var bytes) && bytes >= 1024 * 1024 ? (true, bytes) : default);

    public static IReadOnlyList<Setting> All { get; } = [.. Files(), .. Answers(), .. History()];

    private static IEnumerable<Setting> Files() =>
    [
        Setting.Of("journal.enabled", HoconTypes.Boolean, (all, value) => all with { JournalEnabled = value }),
        Setting.Of("journal.directory", HoconTypes.Text, (all, value) => Change(all, plan => plan with { Directory = value })),
        Setting.Of("journal.linger", Setting.Duration(TimeSpan.Zero, TimeSpan.FromMilliseconds(100), "from 0ms to 100ms"),
            (all, value) => Change(all, plan => plan with { Linger = value })),
        Setting.Of("journal.segment-size", Setting.Size(64 * 1024, "from 64KiB to 1GiB"), (all, value) => Change(all, plan => plan with { SegmentSize = value })),
        Setting.Of("journal.retain-for", Setting.DurationOrOff(TimeSpan.FromMinutes(1), TimeSpan.FromDays(36_500), "from 1m to 36500d"),
            (all, value) => Change(all, plan => plan with { RetainFor = value })),
        Setting.Of("journal.retain-size", SizeOrOff, (all, value) => Change(all, plan => plan with { RetainBytes = value })),
    ];

    private static IEnumerable<Setting> Answers() =>
    [
        Setting.Of("journal.checkpoint-every", Setting.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), "from 10ms to 1m"),
            (all, value) => all with { Saving = all.Saving with { CheckpointEvery = value } }),
        Setting.Of("journal.checkpoint-entries", Setting.Count(1, 100_000), (all, value) => all with { Saving = all.Saving with { CheckpointEntries = value } }),
        Setting.Of("journal.recovery", HoconTypes.OneOf<RecoveryPolicy>(), (all, value) => all with { Saving = all.Saving with { Recovery = value } }),
        Setting.Of("journal.idle", Setting.Duration(TimeSpan.Zero, TimeSpan.FromDays(1), "from 0s to 1d"),
            (all, value) => all with { Saving = all.Saving with { Idle = value } }),
    ];

    private static IEnumerable<Setting> History() =>
    [
        Setting.Of("history.policy", HoconTypes.OneOf<HistoryPolicy>(), (all, value) => all with { History = all.History with { Policy = value } }),
        Setting.Of("history.reserve", Reserve, (all, value) => all with { History = all.History with { Reserve = value } }),
        Setting.Of("history.assumed-context", HoconTypes.Int32.Where("0, or a whole number of tokens from 256 up", tokens => tokens is 0 or >= 256),
            (all, value) => all with { History = all.History with { AssumedContext = value == 0 ? null : value } }),
    ];

    private static ConductorSettings Change(ConductorSettings all, Func<JournalPlan, JournalPlan> change) => all with { Journal = change(all.Journal) };
}
