using System.Diagnostics.CodeAnalysis;

namespace Conductor.Client.Links;

/// <summary>Which carrier an address means.</summary>
internal enum CarrierKind
{
    Unix,
    Tcp,
    Tls,
    WebSocket,
    SecureWebSocket,
}

/// <summary>
/// Where a conductor is: <c>unix:/path</c>, <c>tcp:host:port</c>, <c>tls:host:port</c>, <c>ws://host:port/path</c>, <c>wss://host/path</c>.
/// </summary>
/// <param name="Kind">The carrier.</param>
/// <param name="Text">The address as it was written.</param>
/// <param name="Path">For a unix socket, its path.</param>
/// <param name="Uri">For all others, where to.</param>
internal sealed record ConductorAddress(CarrierKind Kind, string Text, string Path, Uri? Uri)
{
    public const string Forms = "unix:/path/of.sock, tcp:host:port, tls:host:port, ws://host:port or wss://host";

    /// <summary>Where WebSockets are served when an address names no path.</summary>
    public const string WebSocketPath = "/conductor/v1/ws";

    /// <summary>Nobody between the two can read or change what is said.</summary>
    public bool IsPrivate => Kind is CarrierKind.Unix or CarrierKind.Tls or CarrierKind.SecureWebSocket;

    public static bool TryParse(string? text, [NotNullWhen(true)] out ConductorAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var rest = colon < 0 ? "" : text![(colon + 1)..];
        switch (colon < 0 ? "" : text![..colon].ToLowerInvariant())
        {
            case "unix":
                var path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
                if (path.Length > 0)
                    address = new ConductorAddress(CarrierKind.Unix, text!, path, null);
                break;
            case "tcp" when TryUri("tcp", rest, needsPort: true, out var uri):
                address = new ConductorAddress(CarrierKind.Tcp, text!, "", uri);
                break;
            case "tls" when TryUri("tls", rest, needsPort: true, out var uri):
                address = new ConductorAddress(CarrierKind.Tls, text!, "", uri);
                break;
            case "ws" when TryUri("ws", rest, needsPort: false, out var uri):
                address = new ConductorAddress(CarrierKind.WebSocket, text!, "", uri);
                break;
            case "wss" when TryUri("wss", rest, needsPort: false, out var uri):
                address = new ConductorAddress(CarrierKind.SecureWebSocket, text!, "", uri);
                break;
        }
        if (address is null)
            problem = $"'{text}' is not the address of a conductor. Write {Forms}.";
        return address is not null;
    }

    private static bool TryUri(string scheme, string rest, bool needsPort, out Uri uri)
    {
        var whole = rest.StartsWith("//", StringComparison.Ordinal) ? $"{scheme}:{rest}" : $"{scheme}://{rest}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out uri!) || uri.Host.Length == 0 || (needsPort && uri.Port <= 0) || uri.UserInfo.Length > 0)
            return false;
        if (!needsPort && uri.AbsolutePath == "/")
            uri = new UriBuilder(uri) { Path = WebSocketPath }.Uri;
        return true;
    }
}
