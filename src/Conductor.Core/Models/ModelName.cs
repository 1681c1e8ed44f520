namespace Conductor.Core.Models;

/// <summary>
/// Ollama's rules for when two names mean the same model: case does not count, a missing tag is <c>latest</c>, and the registry's
/// full form (<c>registry.ollama.ai/library/NAME:TAG</c>) is the short one.
/// </summary>
public static class ModelName
{
    private const string Registry = "registry.ollama.ai/";
    private const string Library = "library/";
    private const string DefaultTag = ":latest";

    /// <summary>Whether both name the same model.</summary>
    public static bool AreSame(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        Trim(one).Equals(Trim(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>The one way to write a name: short, lower case, with its tag. Good as a key.</summary>
    public static string Normalize(string name)
    {
        var trimmed = Trim(name).ToString().ToLowerInvariant();
        return HasTag(trimmed) ? trimmed : trimmed + DefaultTag;
    }

    /// <summary>The part of a name that tells models apart, but for the case of its letters.</summary>
    internal static ReadOnlySpan<char> Trim(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        if (name.StartsWith(Registry, StringComparison.OrdinalIgnoreCase))
            name = name[Registry.Length..];
        if (name.StartsWith(Library, StringComparison.OrdinalIgnoreCase))
            name = name[Library.Length..];
        return name.EndsWith(DefaultTag, StringComparison.OrdinalIgnoreCase) ? name[..^DefaultTag.Length] : name;
    }

    // A colon before the last slash belongs to a registry's port.
    private static bool HasTag(string name) => name.LastIndexOf(':') > name.LastIndexOf('/');
}
