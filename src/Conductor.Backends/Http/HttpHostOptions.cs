using System.Net.Security;

namespace Conductor.Backends.Http;

/// <summary>How to reach a host that speaks HTTP. What the kinds of host have in common.</summary>
/// <remarks>A class, not a record: a record would print its headers, and with them a key, wherever it is logged.</remarks>
public abstract class HttpHostOptions
{
    /// <summary>The base URL, with its path where the host lives behind one: <c>http://gpu-1:11434</c>, <c>https://example.com/ollama</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Longest time to resolve the name and open the connection; past it an answer ends <c>ConnectTimeout</c>.</summary>
    /// <value>Default 2 s; from 10 ms to 1 min. A TLS handshake may take 5 s more.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time for a whole probe; past it the host counts as unreachable.</summary>
    /// <value>Default 5 s; from 10 ms to 1 min.</value>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest line (or server-sent event) of an answer, in bytes; past it the answer ends <c>BackendMalformed</c>.</summary>
    /// <value>Default 8 MiB, which is where Ollama's own client stops; from 4 KiB to 256 MiB.</value>
    public int MaxLineBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Headers to send with every request, such as what a proxy in front of the host wants. Names may not repeat.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A key that the host wants, sent as <c>Authorization: Bearer</c>. Null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How to do TLS with an <c>https</c> host: certificates, authorities. Null for the system's rules.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
