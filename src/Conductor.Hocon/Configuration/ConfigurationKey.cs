namespace Conductor.Hocon.Configuration;

/// <summary>Keys as Microsoft's configuration can carry them. There a colon always separates two keys, and model names have colons.</summary>
/// <remarks>
/// A key with a colon appears with "%3A" for it, and "%25" for '%': "qwen3:8b" is "qwen3%3A8b". Every other key appears as it is, unless
/// it holds one of these two codes itself. So each key has one form, and each form stands for one key.
/// </remarks>
public static class ConfigurationKey
{
    /// <summary>The form in which a key appears.</summary>
    public static string Encode(string key) =>
        key.Contains(':', StringComparison.Ordinal) || Decode(key) != key
            ? key.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal)
            : key;

    /// <summary>The key that a form stands for.</summary>
    public static string Decode(string form)
    {
        if (!form.Contains('%', StringComparison.Ordinal)) return form;
        return form.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
    }
}
