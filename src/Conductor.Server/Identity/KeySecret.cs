using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Conductor.Server.Identity;

/// <summary>The secret of a key: 32 random bytes that only its holder has. Conductor keeps their hash.</summary>
internal static class KeySecret
{
    /// <summary>What every secret begins with, so that people and scanners of leaked secrets recognise one.</summary>
    public const string Prefix = "cdr-";

    /// <summary>Longest text that is looked at: no secret is longer.</summary>
    public const int LongestText = 256;

    private const int Bytes = 32;

    /// <summary>Makes a new one.</summary>
    public static string Create()
    {
        Span<byte> random = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(random);
        return Prefix + Base64Url.EncodeToString(random);
    }

    /// <summary>
    /// Its hash, which cannot be turned back. A plain one is enough: there is nothing to guess in 256 random bits, so a slow one would
    /// only slow the server down.
    /// </summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
