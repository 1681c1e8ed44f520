using Conductor.Protocol.Carriers;

namespace Conductor.Client.Links;

/// <summary>Who dials an address.</summary>
internal static class Dialers
{
    /// <summary>The one for an address.</summary>
    /// <exception cref="ArgumentException">It is not an address; the message says what would be.</exception>
    public static ISurfaceDialer For(string text, ConductorClientOptions options) =>
        ConductorAddress.TryParse(text, out var address, out var problem) ? For(address, options) : throw new ArgumentException(problem, nameof(text));

    /// <summary>Where a conductor that goes away sends its surfaces; null when they had better stay: an address that is none, or one less private than this.</summary>
    public static ISurfaceDialer? Instead(ISurfaceDialer present, string? text, ConductorClientOptions options)
    {
        if (!ConductorAddress.TryParse(text, out var next, out _))
            return null;
        var known = ConductorAddress.TryParse(present.Address, out var now, out _);
        return known && now!.IsPrivate && !next.IsPrivate ? null : For(next, options);
    }

    private static ISurfaceDialer For(ConductorAddress address, ConductorClientOptions options) =>
        address.Kind is CarrierKind.WebSocket or CarrierKind.SecureWebSocket ? new WebSocketDialer(address, options) : new SocketDialer(address, options);
}
