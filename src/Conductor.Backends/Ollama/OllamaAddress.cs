using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Conductor.Backends.Ollama;

/// <summary>Where an Ollama is, read from <c>OLLAMA_HOST</c> in every form that Ollama itself takes.</summary>
/// <param name="Url">A URL that a client can connect to.</param>
/// <param name="Warning">One sentence about what was wrong with the value and what is used instead; null when it was fine.</param>
public sealed record OllamaAddress(Uri Url, string? Warning = null)
{
    /// <summary>The port of an Ollama that was told nothing else.</summary>
    public const int DefaultPort = 11434;

    /// <summary>Where an Ollama is that was told nothing else: <c>http://127.0.0.1:11434</c>.</summary>
    public static OllamaAddress Default { get; } = new(new Uri("http://127.0.0.1:11434"));

    /// <summary>
    /// Reads <c>host</c>, <c>host:port</c>, <c>:port</c>, <c>scheme://host[:port][/path]</c>, IPv6 with and without brackets, in quotes and
    /// blanks or without. The port is 11434, or with a scheme 80 or 443. An address that a server listens on everywhere
    /// (<c>0.0.0.0</c>, <c>::</c>, none) means this machine. Null and empty mean <see cref="Default"/>. Never throws.
    /// </summary>
    public static OllamaAddress Parse(string? value)
    {
        var text = (value ?? "").Trim().Trim('"', '\'').Trim();
        if (text.Length == 0)
            return Default;
        var (scheme, rest, defaultPort, warning) = Scheme(text);
        var (authority, path) = Cut(rest, '/');
        var (host, portText) = HostAndPort(authority);
        var port = defaultPort;
        if (portText is not null && !TryPort(portText, out port))
        {
            port = defaultPort;
            warning ??= $"OLLAMA_HOST '{text}' has no port from 1 to 65535: using {defaultPort}.";
        }
        var url = $"{scheme}://{ForClient(host)}:{port}/{path.Trim('/')}".TrimEnd('/');
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? new OllamaAddress(uri, warning)
            : Default with { Warning = $"OLLAMA_HOST '{text}' is not an address: using {Default.Url.GetLeftPart(UriPartial.Authority)}." };
    }

    private static (string Scheme, string Location, int DefaultPort, string? Warning) Scheme(string text)
    {
        var at = text.IndexOf("://", StringComparison.Ordinal);
        if (at < 0)
            return text is "ollama.com" ? ("https", text, 443, null) : ("http", text, DefaultPort, null);
        var (scheme, rest) = (text[..at].ToLowerInvariant(), text[(at + 3)..]);
        return scheme switch
        {
            "http" => (scheme, rest, 80, null),
            "https" => (scheme, rest, 443, null),
            _ => ("http", rest, DefaultPort, $"OLLAMA_HOST '{text}' begins with neither http:// nor https://: using http."),
        };
    }

    private static (string Host, string? Port) HostAndPort(string authority)
    {
        var afterAddress = authority.LastIndexOf(']') + 1;
        // More than one colon and no bracket: an IPv6 address as people write it, which has no place for a port.
        if (afterAddress == 0 && authority.Count(c => c == ':') > 1)
            return (authority, null);
        var colon = authority.IndexOf(':', afterAddress);
        return colon < 0 ? (authority, null) : (authority[..colon], authority[(colon + 1)..]);
    }

    private static string ForClient(string host)
    {
        var bare = host.Trim('[', ']');
        if (bare.Length == 0)
            return "127.0.0.1";
        if (!IPAddress.TryParse(bare, out var address))
            return host;
        if (address.Equals(IPAddress.Any))
            return "127.0.0.1";
        if (address.Equals(IPAddress.IPv6Any))
            return "[::1]";
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : bare;
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    private static (string Before, string After) Cut(string text, char at)
    {
        var index = text.IndexOf(at);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
    }
}
