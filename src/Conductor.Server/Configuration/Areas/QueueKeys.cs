namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.queue</c>.</summary>
internal static class QueueKeys
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("queue.limit", Setting.Count(0, 1_000_000), (all, value) => all with { QueueLimit = value }),
    ];
}
