using System.Net;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Whether the page that opens a WebSocket may. A browser lets any page in the world connect to this machine and only says where the
/// page is from, so that is what is asked: the page must be from this machine. Programs that are no browsers say nothing, and may.
/// </summary>
internal static class PageOrigin
{
    /// <summary>Why a page may not; null when it may.</summary>
    public static string? Refusal(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return null;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
            return $"Pages from '{origin}' may not connect: open the page from this conductor.";
        // Names are not enough, but for localhost: a name can be made to lead here by whoever owns it. What this machine serves is its user's.
        return IsThisMachine(page.Host) && IsThisMachine(request.Host.Host)
            ? null
            : $"Pages from '{origin}' may not connect: open the page from this machine, by its number or as localhost.";
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
