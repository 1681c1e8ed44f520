using System.Net;

namespace Conductor.Server.Configuration;

/// <summary>The address of an HTTP front door, as people write it.</summary>
public static class FrontDoor
{
    /// <summary>The port of a conductor that was told nothing else: the one above Ollama's.</summary>
    public const int DefaultPort = 11435;

    /// <summary>
    /// Reads <c>host:port</c>, <c>host</c>, <c>:port</c>, a bare port, with <c>http://</c> before it or not. <c>localhost</c> is
    /// 127.0.0.1; an empty host listens on loopback, <c>0.0.0.0</c> or <c>*</c> everywhere.
    /// </summary>
    /// <returns>False with a sentence in <paramref name="problem"/> where it is none of these.</returns>
    public static bool TryParse(string text, out IPEndPoint endpoint, out string problem)
    {
        (endpoint, problem) = (new IPEndPoint(IPAddress.Loopback, DefaultPort), "");
        var rest = text.Trim();
        if (rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            rest = rest["http://".Length..];
        rest = rest.TrimEnd('/');
        if (int.TryParse(rest, out var bare))
            rest = $":{bare}";
        var colon = rest.EndsWith(']') ? -1 : rest.LastIndexOf(':');
        var (host, port) = colon < 0 ? (rest, $"{DefaultPort}") : (rest[..colon], rest[(colon + 1)..]);
        var address = Address(host.Trim('[', ']'));
        if (address is null || !ushort.TryParse(port, out var number))
        {
            problem = $"'{text}' is not an address to listen on. Write it as HOST:PORT with an IP address or localhost, for example 127.0.0.1:{DefaultPort}.";
            return false;
        }
        endpoint = new IPEndPoint(address, number);
        return true;
    }

    /// <summary>The URL at which a client on this machine reaches a front door.</summary>
    public static Uri UrlOf(IPEndPoint listen)
    {
        var address = listen.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : listen.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : listen.Address;
        return new Uri($"http://{new IPEndPoint(address, listen.Port)}/");
    }

    private static IPAddress? Address(string host) => host.ToLowerInvariant() switch
    {
        "" or "localhost" => IPAddress.Loopback,
        "*" or "+" => IPAddress.Any,
        // "1.2.3" is an address to the system, of 1.2.0.3; whoever writes it has forgotten something.
        _ => IPAddress.TryParse(host, out var address) && (host.Contains(':') || host.Count(one => one == '.') == 3) ? address : null,
    };
}
