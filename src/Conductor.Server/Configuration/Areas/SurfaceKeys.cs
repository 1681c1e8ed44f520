namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.surfaces</c>.</summary>
internal static class SurfaceKeys
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("surfaces.limit", Setting.Count(1, 100_000), (all, value) => all with { Surfaces = all.Surfaces with { MaxSurfaces = value } }),
        Setting.Of("surfaces.handshake-timeout", Setting.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), "from 100ms to 5m"),
            (all, value) => all with { Surfaces = all.Surfaces with { HandshakeTimeout = value } }),
        Setting.Of("surfaces.max-message-length", Setting.Count(1, 10_000_000), (all, value) => all with { Surfaces = all.Surfaces with { MaxMessageLength = value } }),
        Setting.Of("surfaces.inbox-limit", Setting.Count(1, 10_000), (all, value) => all with { Surfaces = all.Surfaces with { InboxLimit = value } }),
        Setting.Of("surfaces.outbox-limit", Setting.Count(10, 1_000_000), (all, value) => all with { Surfaces = all.Surfaces with { OutboxLimit = value } }),
        Setting.Of("surfaces.snapshot-length", Setting.Count(0, 1000), (all, value) => all with { Surfaces = all.Surfaces with { SnapshotLength = value } }),
    ];
}
