using System.Net;
using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration;

/// <summary>Every key that there is. <c>hocon/reference.conf</c> explains them; a test holds the two together.</summary>
internal static class SettingTable
{
    private static readonly HoconType<IPEndPoint> Listen = new(
        "an address to listen on such as 127.0.0.1:11435",
        value => value.ToString() is { } text && FrontDoor.TryParse(text, out var endpoint, out _) ? (true, endpoint) : default);

    private static readonly HoconType<TimeSpan?> Stage = Setting.DurationOrOff(TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), "from 10ms to 1d");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("http.listen", Listen, (all, value) => all with { HttpEndpoint = value }),
        Setting.Of("socket.path", HoconTypes.Text, (all, value) => all with { SocketPath = value }),
        Setting.Of("models.default", HoconTypes.Text, (all, value) => all with { DefaultModel = value.Length > 0 ? value : null }),
        .. Timeouts(),
        .. Streams(),
        .. Surfaces(),
        Setting.Of("queue.limit", Setting.Count(0, 1_000_000), (all, value) => all with { QueueLimit = value }),
        Setting.Of("drain-timeout", Setting.Duration(TimeSpan.Zero, TimeSpan.FromHours(1), "from 0s to 1h"), (all, value) => all with { DrainTimeout = value }),
    ];

    private static IEnumerable<Setting> Timeouts() =>
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

    private static IEnumerable<Setting> Streams() =>
    [
        Setting.Of("streams.high-water", Setting.Size(1024, "from 1KiB to 1GiB"), (all, value) => all with { Streams = all.Streams with { HighWater = (int)value } }),
        Setting.Of("streams.detached-allowance", Setting.Size(0, "from 0 to 1GiB"),
            (all, value) => all with { Streams = all.Streams with { DetachedAllowance = (int)value } }),
        Setting.Of("streams.max-lag", Setting.Size(1024, "from 1KiB to 1GiB"), (all, value) => all with { Streams = all.Streams with { MaxLag = (int)value } }),
        Setting.Of("streams.max-bytes", Setting.Size(1024, "from 1KiB to 1GiB"), (all, value) => all with { Streams = all.Streams with { MaxBytes = (int)value } }),
    ];

    private static IEnumerable<Setting> Surfaces() =>
    [
        Setting.Of("surfaces.limit", Setting.Count(1, 100_000), (all, value) => all with { Surfaces = all.Surfaces with { MaxSurfaces = value } }),
        Setting.Of("surfaces.handshake-timeout", Setting.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), "from 100ms to 5m"),
            (all, value) => all with { Surfaces = all.Surfaces with { HandshakeTimeout = value } }),
        Setting.Of("surfaces.max-message-length", Setting.Count(1, 10_000_000), (all, value) => all with { Surfaces = all.Surfaces with { MaxMessageLength = value } }),
        Setting.Of("surfaces.inbox-limit", Setting.Count(1, 10_000), (all, value) => all with { Surfaces = all.Surfaces with { InboxLimit = value } }),
        Setting.Of("surfaces.outbox-limit", Setting.Count(10, 1_000_000), (all, value) => all with { Surfaces = all.Surfaces with { OutboxLimit = value } }),
        Setting.Of("surfaces.snapshot-length", Setting.Count(0, 1000), (all, value) => all with { Surfaces = all.Surfaces with { SnapshotLength = value } }),
    ];

    private static TimeSpan OrEndless(TimeSpan? limit) => limit ?? Timeout.InfiniteTimeSpan;
}
