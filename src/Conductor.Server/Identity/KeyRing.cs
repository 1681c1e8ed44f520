using System.Security.Cryptography;

namespace Conductor.Server.Identity;

/// <summary>All keys that there are at one time. Immutable; safe for concurrent callers.</summary>
public sealed class KeyRing
{
    private readonly ApiKey[] _keys;

    /// <summary>Makes one.</summary>
    public KeyRing(IEnumerable<ApiKey> keys) => _keys = [.. keys];

    /// <summary>No key at all.</summary>
    public static KeyRing Empty { get; } = new([]);

    /// <summary>The keys, in the order in which they were made.</summary>
    public IReadOnlyList<ApiKey> Keys => _keys;

    /// <summary>The key with a name; null when there is none.</summary>
    public ApiKey? Named(string name) => Array.Find(_keys, key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The ring with a key in the place of the one of its name, or at its end.</summary>
    public KeyRing With(ApiKey key)
    {
        var place = Array.FindIndex(_keys, one => one.Name.Equals(key.Name, StringComparison.OrdinalIgnoreCase));
        return place < 0 ? new([.. _keys, key]) : new([.. _keys[..place], key, .. _keys[(place + 1)..]]);
    }

    /// <summary>The ring without the key of a name.</summary>
    public KeyRing Without(string name) => new(_keys.Where(key => !key.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// The key that a secret belongs to; null for none. Takes the same time whichever it is, and whether there is one: all are compared,
    /// each in constant time.
    /// </summary>
    public ApiKey? Find(string secret, DateTimeOffset now)
    {
        if (secret.Length is 0 or > KeySecret.LongestText)
            return null;
        var hash = KeySecret.Hash(secret);
        ApiKey? found = null;
        foreach (var key in _keys)
        {
            var isNow = CryptographicOperations.FixedTimeEquals(hash, key.Hash.Span);
            var wasBefore = CryptographicOperations.FixedTimeEquals(hash, key.FormerHash.Span) & now < key.FormerUntil;
            found = isNow | wasBefore ? key : found;
        }
        return found;
    }
}
