using Conductor.Backends.Ollama;

namespace Conductor.Server.Configuration;

/// <summary>Turns the short ways to name a host (<c>--backend</c>, <c>OLLAMA_HOST</c>, nothing at all) into settings.</summary>
public static class HostNaming
{
    private const string Eliza = "eliza";

    /// <summary>
    /// The hosts of a conductor that no file names hosts for: those given, else <c>OLLAMA_HOST</c>, else the local Ollama with Eliza to
    /// stand in for it.
    /// </summary>
    /// <param name="backends">What was given with <c>--backend</c>: URLs, or <c>eliza</c>.</param>
    /// <param name="ollamaHost">The value of <c>OLLAMA_HOST</c>; null or empty where it is not set.</param>
    /// <param name="warn">Takes a sentence about what was odd in <paramref name="ollamaHost"/>.</param>
    /// <exception cref="SettingsException">A backend that was given is no URL.</exception>
    public static IReadOnlyList<HostSettings> From(IReadOnlyList<string> backends, string? ollamaHost, Action<string> warn)
    {
        if (backends.Count > 0)
            return [.. backends.Select((backend, index) => Named(backend, index + 1))];
        if (!string.IsNullOrWhiteSpace(ollamaHost))
            return [Ollama("ollama", ollamaHost, warn)];
        return [Ollama("local", value: null, warn) with { IsOptional = true }, new HostSettings { Name = Eliza, Kind = Eliza, IsStandIn = true, Parallel = 64 }];
    }

    private static HostSettings Named(string backend, int number)
    {
        if (string.Equals(backend.Trim(), Eliza, StringComparison.OrdinalIgnoreCase))
            return new HostSettings { Name = $"{Eliza}-{number}", Kind = Eliza, Parallel = 64 };
        // The path is what tells them apart: an OpenAI-compatible server's base URL ends in its version.
        if (!backend.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal))
            return Ollama($"backend-{number}", backend, _ => throw Wrong(backend));
        return Uri.TryCreate(backend, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? new HostSettings { Name = $"backend-{number}", Kind = "openai", Url = backend }
            : throw Wrong(backend);
    }

    // Nobody names a host to have another one asked.
    private static SettingsException Wrong(string backend) =>
        new([$"--backend {backend}: this is no URL of a model host. Write it as http://HOST:PORT, or 'eliza' for the built-in model."]);

    private static HostSettings Ollama(string name, string? value, Action<string> warn)
    {
        var address = OllamaAddress.Parse(value);
        if (address.Warning is { } warning)
            warn(warning);
        return new HostSettings { Name = name, Kind = "ollama", Url = address.Url.ToString() };
    }
}
