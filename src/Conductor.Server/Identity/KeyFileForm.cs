using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conductor.Server.Identity;

/// <summary>How the ring of keys is written into its file.</summary>
internal sealed record KeyFileForm(int Version, IReadOnlyList<KeyForm> Keys)
{
    /// <summary>The version of the form that is written; a later one is refused rather than misread.</summary>
    public const int Current = 1;

    /// <summary>The bytes of a ring.</summary>
    public static byte[] Write(KeyRing ring) =>
        JsonSerializer.SerializeToUtf8Bytes(new KeyFileForm(Current, [.. ring.Keys.Select(KeyForm.Of)]), KeyFileJson.Default.KeyFileForm);

    /// <summary>The ring in bytes.</summary>
    /// <exception cref="JsonException">They hold none.</exception>
    /// <exception cref="FormatException">A value in it is none of its kind.</exception>
    public static KeyRing Read(ReadOnlySpan<byte> bytes)
    {
        var form = JsonSerializer.Deserialize(bytes, KeyFileJson.Default.KeyFileForm) ?? throw new JsonException("there is nothing in it");
        if (form.Version != Current)
            throw new FormatException($"its version is {form.Version}, and {Current} is known");
        return new KeyRing((form.Keys ?? throw new FormatException("it has no keys")).Select(key => key.ToKey()));
    }
}

/// <summary>One key in the file.</summary>
internal sealed record KeyForm(string Name, IReadOnlyList<string> Scopes, string Sha256, DateTimeOffset Created)
{
    /// <summary>The hash of the secret before the last rotation.</summary>
    public string? FormerSha256 { get; init; }

    /// <summary>Until when that one is taken.</summary>
    public DateTimeOffset? FormerUntil { get; init; }

    public static KeyForm Of(ApiKey key) => new(key.Name, [.. key.Scopes.Names()], Convert.ToHexStringLower(key.Hash.Span), key.CreatedAt)
    {
        FormerSha256 = key.FormerHash.IsEmpty ? null : Convert.ToHexStringLower(key.FormerHash.Span),
        FormerUntil = key.FormerHash.IsEmpty ? null : key.FormerUntil,
    };

    public ApiKey ToKey()
    {
        if (Name is null || !ApiKey.IsName(Name))
            throw new FormatException($"'{Name}' is no name for a key");
        if (!KeyScopesText.TryParse(string.Join(',', Scopes ?? []), out var scopes))
            throw new FormatException($"the key '{Name}' has an unknown scope");
        return new ApiKey(Name, scopes, Hash(Sha256), Created) { FormerHash = FormerSha256 is null ? default : Hash(FormerSha256), FormerUntil = FormerUntil ?? default };
    }

    private ReadOnlyMemory<byte> Hash(string? hex) =>
        hex is { Length: 64 } ? Convert.FromHexString(hex) : throw new FormatException($"the hash of the key '{Name}' is none");
}

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyFileForm))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
