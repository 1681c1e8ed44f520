using System.Net;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Whether the page that opens a WebSocket may. A browser lets any page in the world connect to this machine and only says where the
/// page is from, so that is what is asked: the page must be from here. Programs that are no browsers say nothing, and may.
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
        // The same place by its name is not enough: a name can be made to lead here by whoever owns it.
        var host = new Uri($"{page.Scheme}://{request.Host}");
        var isHere = string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase) && page.Port == host.Port;
        var isNamedByNumber = IPAddress.TryParse(host.Host.Trim('[', ']'), out _) || string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase);
        return isHere && isNamedByNumber ? null : $"Pages from '{origin}' may not connect: open the page from this conductor, by its number or as localhost.";
    }
}
