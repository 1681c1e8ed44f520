using System.Net;
using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.http</c>.</summary>
internal static class HttpKeys
{
    private static readonly HoconType<IPEndPoint> Listen = new(
        $"an address to listen on, HOST:PORT with an IP address or localhost, such as 127.0.0.1:{FrontDoor.DefaultPort}",
        value => value.ToString() is { } text && FrontDoor.TryParse(text, out var endpoint, out _) ? (true, endpoint) : default);

    private static readonly HoconType<TimeSpan?> Heartbeat =
        Setting.DurationOrOff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10), "from 100ms to 10m");

    /// <summary>An address to listen on with its port, or nowhere.</summary>
    internal static readonly HoconType<(IPEndPoint? Address, bool IsSet)> ListenOrOff = new(
        "an address to listen on, HOST:PORT with an IP address or localhost, or off",
        value => value.ToString() is not { } text ? default
            : text is "off" or "false" or "" ? (true, (null, false))
            : text.Contains(':', StringComparison.Ordinal) && FrontDoor.TryParse(text, out var endpoint, out _) ? (true, (endpoint, true)) : default);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("http.listen", Listen, (all, value) => all with { HttpEndpoint = value }),
        Setting.Of("http.listen-tls", ListenOrOff, (all, value) => all with { HttpsEndpoint = value.Address }),
        Setting.Of("http.origins", HoconTypes.ListOf(HoconTypes.Text), (all, value) => all with { Http = all.Http with { Origins = value } }),
        Setting.Of("http.max-request-bytes", Setting.Size(1024, "from 1KiB to 1GiB"), (all, value) => all with { Http = all.Http with { MaxRequestBytes = (int)value } }),
        Setting.Of("http.max-blob-bytes", HoconTypes.Size.Where("a size from 1KiB up", bytes => bytes >= 1024), (all, value) => all with { Http = all.Http with { MaxBlobBytes = value } }),
        Setting.Of("http.first-heartbeat", Heartbeat, (all, value) => all with { Http = all.Http with { FirstHeartbeat = value ?? Timeout.InfiniteTimeSpan } }),
        Setting.Of("http.heartbeat", Heartbeat, (all, value) => all with { Http = all.Http with { HeartbeatEvery = value ?? Timeout.InfiniteTimeSpan } }),
        Setting.Of("http.body-patience", Setting.Duration(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1), "from 2s to 1h"),
            (all, value) => all with { Http = all.Http with { BodyPatience = value } }),
    ];
}
