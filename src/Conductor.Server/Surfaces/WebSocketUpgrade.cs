using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Makes a WebSocket of a request (RFC 6455). Our own few lines, because the middleware would have to be in front of every other request
/// as well.
/// </summary>
internal static class WebSocketUpgrade
{
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The key of a request for a WebSocket; null when it is none that is well formed.</summary>
    public static string? KeyOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        var key = headers.SecWebSocketKey.ToString();
        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && string.Equals(headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketVersion == "13"
            && key.Length == 24
            ? key
            : null;
    }

    /// <summary>Accepts it.</summary>
    public static async Task<WebSocket> AcceptAsync(HttpContext context, string key)
    {
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.SecWebSocketAccept = AcceptOf(key);
        var deflate = DeflateOffer.Choose(context.Request.Headers.SecWebSocketExtensions);
        if (deflate is { } chosen)
            context.Response.Headers.SecWebSocketExtensions = chosen.Answer;
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        // The protocol has pings of its own, which see through proxies.
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero, DangerousDeflateOptions = deflate?.Options });
    }

#pragma warning disable CA5350 // RFC 6455 says SHA-1, and nothing here is secret.
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Salt)));
#pragma warning restore CA5350
}
