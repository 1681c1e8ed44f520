using Conductor.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Operations;

/// <summary>
/// Serves <c>/chat</c>: a page to chat with, which is the browser sample as it is, and behind it what lists, finds, opens, names and deletes
/// conversations. It is a surface like any other, over this server's WebSocket. There is nothing secret in it, so it needs no key; what it connects to decides for itself.
/// </summary>
internal static class ChatPage
{
    // No other page may show it in a frame and have somebody type into it.
    private const string Rules =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors 'none'";

    /// <summary>The route.</summary>
    public static Route Route { get; } = Route.Get("/chat", WriteAsync) with { Needs = KeyScopes.None };

    private static async Task WriteAsync(HttpContext context)
    {
        await using var sample = Part("chat.html");
        await using var list = Part("chat-list.html");
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = sample.Length + list.Length;
        response.Headers.ContentSecurityPolicy = Rules;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await sample.CopyToAsync(response.Body, context.RequestAborted);
        await list.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static Stream Part(string name) => typeof(ChatPage).Assembly.GetManifestResourceStream(name)!;
}
