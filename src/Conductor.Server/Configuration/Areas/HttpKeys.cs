using System.Net;
using Conductor.Hocon.Typing;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.http</c>.</summary>
internal static class HttpKeys
{
    private static readonly HoconType<IPEndPoint> Listen = new(
        $"an address to listen on, HOST:PORT with an IP address or localhost, such as 127.0.0.1:{FrontDoor.DefaultPort}",
        value => value.ToString() is { } text && FrontDoor.TryParse(text, out var endpoint, out _) ? (true, endpoint) : default);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("http.listen", Listen, (all, value) => all with { HttpEndpoint = value }),
    ];
}
