namespace Conductor.OllamaSim.Models;

/// <summary>The many spellings of one model's name.</summary>
internal static class ModelName
{
    private const string Registry = "registry.ollama.ai/";
    private const string Library = "library/";

    /// <summary>Lower case, without the default registry and namespace, with its tag.</summary>
    public static string Canonical(string name)
    {
        var plain = WithTag(name.ToLowerInvariant());
        if (plain.StartsWith(Registry, StringComparison.Ordinal)) plain = plain[Registry.Length..];
        return plain.StartsWith(Library, StringComparison.Ordinal) ? plain[Library.Length..] : plain;
    }

    public static string WithTag(string name) =>
        name.Length == 0 || name.IndexOf(':', name.LastIndexOf('/') + 1) >= 0 ? name : $"{name}:latest";

    /// <summary>The whole path, as errors about capabilities spell it.</summary>
    public static string Full(string name) => Canonical(name) is var canonical && canonical.Contains('/', StringComparison.Ordinal)
        ? $"{Registry}{canonical}"
        : $"{Registry}{Library}{canonical}";
}
