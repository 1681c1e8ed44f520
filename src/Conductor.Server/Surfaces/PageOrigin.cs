using System.Net;
using Conductor.Server.Http.Entrance;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Surfaces;

/// <summary>
/// Whether the page that opens a WebSocket may. At doors of a conductor's own it is the rule of every other request, and <see cref="Porter"/> has asked before.
/// An application that has a conductor in it may know its callers by what a browser sends along by itself (a cookie), and no rule about reading answers holds
/// back a WebSocket: there only the application's own pages may, and those that the operator named. Immutable.
/// </summary>
/// <param name="origins">The pages that were named.</param>
/// <param name="isOwnDoor">The doors are a conductor's own, and nobody but it says who callers are.</param>
/// <param name="isIdentified">An application says who each caller is.</param>
internal sealed class PageOrigin(Origins origins, bool isOwnDoor, bool isIdentified)
{
    /// <summary>Why a page may not; null when it may, as programs may that are no browsers and say nothing.</summary>
    public string? Refusal(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || isOwnDoor || origins.Names(origin) || (isIdentified && Origins.IsOf(request, origin)))
            return null;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
            return $"Pages from '{origin}' may not connect: open the page from this conductor.";
        // Names are not enough, but for localhost: a name can be made to lead here by whoever owns it. What this machine serves is its user's.
        return IsThisMachine(page.Host) && IsThisMachine(request.Host.Host)
            ? null
            : $"Pages from '{origin}' may not connect: open the page from this machine, by its number or as localhost, or name it in http.origins.";
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
