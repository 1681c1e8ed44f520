namespace Conductor.Actor;

/// <summary>Names an actor system: a protocol, the system's name and, for one that is reached over a network, host and port.</summary>
/// <param name="Protocol">The scheme, <c>conductor</c> for ours.</param>
/// <param name="System">The system's name.</param>
/// <param name="Host">The host, or null for a local system.</param>
/// <param name="Port">The port, or null for a local system.</param>
public sealed record Address(string Protocol, string System, string? Host = null, int? Port = null)
{
    /// <summary>Whether only this process can reach the system.</summary>
    public bool HasLocalScope => Host is null;

    /// <summary><c>protocol://system</c> or <c>protocol://system@host:port</c>.</summary>
    public override string ToString() => Host is null ? $"{Protocol}://{System}" : $"{Protocol}://{System}@{Host}:{Port}";

    /// <summary>Reads what <see cref="ToString"/> writes. Throws <see cref="UriFormatException"/> for anything else.</summary>
    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed! : throw new UriFormatException($"'{address}' is not an address such as conductor://system or conductor://system@host:port.");

    /// <summary>Reads what <see cref="ToString"/> writes; false when <paramref name="text"/> is something else.</summary>
    public static bool TryParse(string text, out Address? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Authority.Length == 0) return false;
        // A system's name may hold capitals, which a Uri lowers in its host part; so names are cut from the text itself.
        var authority = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/')[0];
        var at = authority.IndexOf('@');
        if (at < 0) address = new Address(uri.Scheme, authority);
        else address = new Address(uri.Scheme, authority[..at], uri.Host, uri.IsDefaultPort ? null : uri.Port);
        return true;
    }
}
