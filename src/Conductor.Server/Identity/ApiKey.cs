namespace Conductor.Server.Identity;

/// <summary>One key as it is kept: everything but its secret. Immutable.</summary>
/// <param name="Name">Its name, which is its holder's name wherever Conductor counts, shares or reports. Unique, whatever the case of its letters.</param>
/// <param name="Scopes">What its holder may do.</param>
/// <param name="Hash">SHA-256 of its secret.</param>
/// <param name="CreatedAt">When this secret was made.</param>
public sealed record ApiKey(string Name, KeyScopes Scopes, ReadOnlyMemory<byte> Hash, DateTimeOffset CreatedAt)
{
    /// <summary>SHA-256 of the secret before the last rotation; empty for none.</summary>
    public ReadOnlyMemory<byte> FormerHash { get; init; }

    /// <summary>Until when the former secret is still taken.</summary>
    public DateTimeOffset FormerUntil { get; init; }

    /// <summary>
    /// Whether a name may be given: a letter, then letters, digits, dots, dashes and underscores, 64 in all. So it never looks like a
    /// network address, which is the name of callers without a key.
    /// </summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_')
        && !name.Equals("local", StringComparison.OrdinalIgnoreCase);
}
