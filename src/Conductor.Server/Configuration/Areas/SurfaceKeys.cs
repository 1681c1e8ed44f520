using Conductor.Hocon.Typing;
using Conductor.Protocol.Frames;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.surfaces</c>.</summary>
internal static class SurfaceKeys
{
    private static readonly HoconType<long> Bytes =
        HoconTypes.Size.Where("a size from 4KiB to 10MiB", bytes => bytes is >= 4096 and <= FrameCodec.DefaultMaxPayload);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("surfaces.limit", Setting.Count(1, 100_000), (all, value) => all with { Surfaces = all.Surfaces with { MaxSurfaces = value } }),
        Setting.Of("surfaces.tcp", HttpKeys.ListenOrOff, (all, value) => all with { SurfacesTcp = value.Address }),
        Setting.Of("surfaces.tls", HttpKeys.ListenOrOff, (all, value) => all with { SurfacesTls = value.Address }),
        Setting.Of("surfaces.connections-per-peer", Setting.Count(1, 100_000), (all, value) => all with { SurfacesPerPeer = value }),
        Setting.Of("surfaces.max-subscriptions", Setting.Count(1, 1000), (all, value) => all with { Surfaces = all.Surfaces with { MaxSubscriptions = value } }),
        Setting.Of("surfaces.max-credit", Setting.Count(1, 1_000_000), (all, value) => all with { Surfaces = all.Surfaces with { MaxCredit = value } }),
        Setting.Of("surfaces.messages-per-second", Setting.Count(1, 100_000), (all, value) => all with { Surfaces = all.Surfaces with { MessagesPerSecond = value } }),
        Setting.Of("surfaces.burst", Setting.Count(1, 100_000), (all, value) => all with { Surfaces = all.Surfaces with { Burst = value } }),
        Setting.Of("surfaces.missed-pings", Setting.Count(1, 100), (all, value) => all with { Surfaces = all.Surfaces with { MissedPings = value } }),
        Setting.Of("surfaces.snapshot-messages", Setting.Count(1, 1000), (all, value) => all with { Surfaces = all.Surfaces with { SnapshotMessages = value } }),
        Setting.Of("surfaces.ping-interval", Setting.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "from 1s to 1h"),
            (all, value) => all with { Surfaces = all.Surfaces with { PingInterval = value } }),
        Setting.Of("surfaces.reconnect-after", Setting.Duration(TimeSpan.Zero, TimeSpan.FromHours(1), "from 0 to 1h"),
            (all, value) => all with { Surfaces = all.Surfaces with { ReconnectAfter = value } }),
        Setting.Of("surfaces.max-frame-bytes", Bytes, (all, value) => all with { Surfaces = all.Surfaces with { MaxFrameBytes = (int)value } }),
        Setting.Of("surfaces.max-prompt-bytes", Bytes, (all, value) => all with { Surfaces = all.Surfaces with { MaxPromptBytes = (int)value } }),
        Setting.Of("surfaces.handshake-timeout", Setting.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), "from 100ms to 5m"),
            (all, value) => all with { Surfaces = all.Surfaces with { HandshakeTimeout = value } }),
        Setting.Of("surfaces.max-message-length", Setting.Count(1, 10_000_000), (all, value) => all with { Surfaces = all.Surfaces with { MaxMessageLength = value } }),
        Setting.Of("surfaces.inbox-limit", Setting.Count(1, 10_000), (all, value) => all with { Surfaces = all.Surfaces with { InboxLimit = value } }),
        Setting.Of("surfaces.outbox-limit", Setting.Count(10, 1_000_000), (all, value) => all with { Surfaces = all.Surfaces with { OutboxLimit = value } }),
        Setting.Of("surfaces.snapshot-length", Setting.Count(0, 1000), (all, value) => all with { Surfaces = all.Surfaces with { SnapshotLength = value } }),
    ];
}
