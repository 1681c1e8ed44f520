using System.Net;

namespace Conductor.OllamaSim.Api;

/// <summary>Who may come in at all: hosts, browsers' origins, keys.</summary>
internal static class Doorkeeper
{
    private static readonly string[] LocalHosts = ["localhost", "127.0.0.1", "0.0.0.0"];
    private static readonly string[] AppSchemes = ["app://", "file://", "tauri://", "vscode-webview://", "vscode-file://"];

    private static readonly string[] AllowedHeaders =
    [
        "Authorization", "Content-Type", "User-Agent", "Accept", "X-Requested-With", "OpenAI-Beta", "x-stainless-arch",
        "x-stainless-async", "x-stainless-custom-poll-interval", "x-stainless-helper-method", "x-stainless-lang",
        "x-stainless-os", "x-stainless-package-version", "x-stainless-poll-helper", "x-stainless-retry-count",
        "x-stainless-runtime", "x-stainless-runtime-version", "x-stainless-timeout",
    ];

    /// <summary>True when the request was turned away, or was a browser's question whether it may come.</summary>
    public static async Task<bool> RefusesAsync(Exchange exchange)
    {
        if (exchange.Sim.Options.Flavor is SimFlavor.Ollama && await RefusesStrangersAsync(exchange).ConfigureAwait(false)) return true;
        if (exchange.Sim.Options.ApiKey is not { } key || exchange.Request.Headers["Authorization"] == $"Bearer {key}") return false;
        await exchange.SendErrorAsync(401, "Incorrect API key provided.", "invalid_api_key").ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> RefusesStrangersAsync(Exchange exchange)
    {
        var origin = exchange.Request.Headers["Origin"];
        if (!IsOurHost(exchange.Request.Headers["Host"]) || (origin is not null && !IsAllowed(origin, exchange.Sim.Options.Origins)))
        {
            await exchange.SendDocumentAsync(ReadOnlyMemory<byte>.Empty, "", 403).ConfigureAwait(false);
            return true;
        }
        if (origin is null) return false;
        exchange.Reply.Headers.Add(new("Access-Control-Allow-Origin", origin));
        exchange.Reply.Headers.Add(new("Vary", "Origin"));
        if (exchange.Request.Method != "OPTIONS") return false;
        exchange.Reply.Headers.Add(new("Access-Control-Allow-Methods", "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"));
        exchange.Reply.Headers.Add(new("Access-Control-Allow-Headers", string.Join(',', AllowedHeaders)));
        exchange.Reply.Headers.Add(new("Access-Control-Max-Age", "43200"));
        await exchange.SendDocumentAsync(ReadOnlyMemory<byte>.Empty, "", 204).ConfigureAwait(false);
        return true;
    }

    private static bool IsOurHost(string? host)
    {
        if (string.IsNullOrEmpty(host)) return true;
        var name = Uri.TryCreate($"http://{host}", UriKind.Absolute, out var url) ? url.IdnHost : host;
        return IPAddress.TryParse(name, out _) || name is "localhost" || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
            || string.Equals(name, Dns.GetHostName(), StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsAllowed(string origin, IReadOnlyList<string> more) =>
        more.Contains("*") || more.Contains(origin) || Array.Exists(AppSchemes, scheme => origin.StartsWith(scheme, StringComparison.Ordinal))
        || (Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && LocalHosts.Contains(url.Host));
}
