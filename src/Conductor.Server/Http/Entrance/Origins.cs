using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Entrance;

/// <summary>
/// Which pages in browsers may ask: those of this machine and of desktop applications, as an Ollama has it, and those that the operator named. Immutable.
/// </summary>
internal sealed class Origins
{
    private static readonly string[] LocalHosts = ["localhost", "127.0.0.1", "0.0.0.0"];
    private static readonly string[] AppSchemes = ["app://", "file://", "tauri://", "vscode-webview://", "vscode-file://"];
    private static readonly TimeSpan MatchTime = TimeSpan.FromMilliseconds(50);

    private readonly Regex[] _more;
    private readonly bool _all;

    /// <param name="more">Origins as the operator writes them: <c>https://chat.example.org</c>, with a star for any part, or a star alone for all.</param>
    public Origins(IEnumerable<string> more)
    {
        var written = more.Select(origin => origin.Trim().TrimEnd('/')).Where(origin => origin.Length > 0).ToArray();
        _all = written.Contains("*");
        _more = [.. written.Select(Pattern)];
    }

    /// <summary>Whether a page from there may ask.</summary>
    public bool Allow(string origin) => IsOfAnApp(origin) || IsLocal(origin) || Names(origin);

    /// <summary>Whether the operator named it, or all.</summary>
    public bool Names(string origin) => _all || Array.Exists(_more, one => one.IsMatch(origin));

    /// <summary>Whether a page is of the server that it asks, by the name that it calls it.</summary>
    public static bool IsOf(HttpRequest request, string origin) =>
        request.Headers.Host is [{ Length: > 0 } host] && origin.EndsWith(host, StringComparison.OrdinalIgnoreCase)
        && origin.AsSpan(0, origin.Length - host.Length) is "http://" or "https://";

    private static Regex Pattern(string origin) =>
        new($"^{Regex.Escape(origin).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTime);

    private static bool IsOfAnApp(string origin) => Array.Exists(AppSchemes, scheme => origin.StartsWith(scheme, StringComparison.Ordinal));

    private static bool IsLocal(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && LocalHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase);
}
