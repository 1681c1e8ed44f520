using System.Collections.Immutable;
using Conductor.Core.Admission;
using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.queue</c>, and the table <c>conductor.callers</c>: who gets how much of a busy host.</summary>
internal static class QueueKeys
{
    private static readonly HoconType<int> Weight = Setting.Count(1, 1000);

    private static readonly HoconType<string> Priority = HoconTypes.Text.Where("one of high, normal, low, auto", word => word == "auto" || PriorityOf(word) is not null);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("queue.limit", Setting.Count(1, 1_000_000), (all, value) => all with { QueueLimit = value }),
        Setting.Of("queue.weight", Weight, (all, value) => Change(all, share => share with { Weight = value })),
        Setting.Of("queue.priority", Priority, (all, value) => Change(all, share => share with { Priority = PriorityOf(value) })),
        Setting.Of("queue.switch-age", Setting.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10), "from 0s to 10m"),
            (all, value) => all with { Admission = all.Admission with { SwitchAge = value } }),
        Setting.Of("queue.report-pause", Setting.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), "from 100ms to 1m"),
            (all, value) => all with { Admission = all.Admission with { ReportPause = value } }),
    ];

    public static EntryTable<(string Name, CallerShare Share)> Callers { get; } = new(
        "callers",
        name => (name, CallerShare.Default),
        [
            EntryKey<(string Name, CallerShare Share)>.Of("weight", Weight, (caller, value) => caller with { Share = caller.Share with { Weight = value } }),
            EntryKey<(string Name, CallerShare Share)>.Of("priority", Priority, (caller, value) => caller with { Share = caller.Share with { Priority = PriorityOf(value) } }),
        ],
        (all, callers) => callers.Count == 0
            ? all
            : all with { Admission = all.Admission with { Callers = callers.ToImmutableDictionary(one => one.Name, one => one.Share) } });

    private static ConductorSettings Change(ConductorSettings all, Func<CallerShare, CallerShare> change) =>
        all with { Admission = all.Admission with { AnyCaller = change(all.Admission.AnyCaller) } };

    private static TurnPriority? PriorityOf(string word) => word switch
    {
        "high" => TurnPriority.High,
        "normal" => TurnPriority.Normal,
        "low" => TurnPriority.Low,
        _ => null,
    };
}
