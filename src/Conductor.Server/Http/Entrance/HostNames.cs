using System.Net;

namespace Conductor.Server.Http.Entrance;

/// <summary>
/// By which names a conductor that listens to this machine alone may be called. A page of the world can make a name of its own lead here; then a browser
/// takes that page and this server for one, but still says the name.
/// </summary>
internal static class HostNames
{
    private static readonly string[] LocalEndings = [".localhost", ".local", ".internal"];

    /// <summary>Whether the Host header names this machine, or its network.</summary>
    public static bool IsOurs(string host)
    {
        var name = WithoutPort(host);
        return name.Length == 0
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IsNear(address))
            || Array.Exists(LocalEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || name.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutPort(string host)
    {
        if (host.StartsWith('['))
            return host[1..Math.Max(host.IndexOf(']'), 1)];
        var colon = host.LastIndexOf(':');
        return colon >= 0 && host.IndexOf(':') == colon ? host[..colon] : host;
    }

    // A number cannot be made to lead anywhere else; those of the world at large are refused all the same, as an Ollama does.
    private static bool IsNear(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6UniqueLocal)
            return true;
        var bytes = address.GetAddressBytes();
        return bytes is [10, _, _, _] or [192, 168, _, _] or [172, >= 16 and <= 31, _, _];
    }
}
