using System.Security.Cryptography;
using System.Text;
using Conductor.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Page;

/// <summary>
/// Serves <c>/chat</c>: a page to chat with, in one piece. It is a surface like any other, over this server's WebSocket, and asks for nothing from anywhere
/// else. There is nothing secret in it, so it needs no key; what it connects to decides for itself. Safe for concurrent callers.
/// </summary>
internal static class ChatPage
{
    // In the order in which one needs the other.
    private static readonly string[] Scripts = ["words.js", "markdown.js", "link.js", "talk.js", "models.js", "list.js"];

    private static Whole? _whole;

    /// <summary>The route.</summary>
    public static Route Route { get; } = Route.Get("/chat", WriteAsync) with { Needs = KeyScopes.None };

    private static async Task WriteAsync(HttpContext context)
    {
        // Two that come first at once each make the same.
        var whole = _whole ??= await MakeAsync(context.RequestAborted);
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = whole.Html.Length;
        response.Headers.ContentSecurityPolicy = whole.Rules;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(whole.Html, context.RequestAborted);
    }

    private static async Task<Whole> MakeAsync(CancellationToken cancellationToken)
    {
        var style = await PartAsync("page.css", cancellationToken);
        var script = new StringBuilder();
        foreach (var part in Scripts)
            script.Append(await PartAsync(part, cancellationToken));
        var frame = await PartAsync("page.html", cancellationToken);
        var html = frame.Replace("<style>", $"<style>{style}", StringComparison.Ordinal).Replace("module\">", $"module\">{script}", StringComparison.Ordinal);
        return new Whole(Encoding.UTF8.GetBytes(html), Rules(style, script.ToString()));
    }

    // Only this very style and script, no element made of text (trusted types), no connection but to here, and no other page may show it in a frame and
    // have somebody type into it. The picture is the one in the tab.
    private static string Rules(string style, string script) => string.Join(
        "; ",
        "default-src 'none'",
        $"script-src {HashOf(script)}",
        $"style-src {HashOf(style)}",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'");

    private static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static async Task<string> PartAsync(string name, CancellationToken cancellationToken)
    {
        await using var part = typeof(ChatPage).Assembly.GetManifestResourceStream($"page/{name}")!;
        using var reader = new StreamReader(part, Encoding.UTF8);
        // The browser hashes what it has read, and reads every end of line as this one.
        return (await reader.ReadToEndAsync(cancellationToken)).ReplaceLineEndings("\n");
    }

    private sealed record Whole(byte[] Html, string Rules);
}
