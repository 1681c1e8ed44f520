using System.Net;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Surfaces;

/// <summary>What an operator reads about the way to surfaces.</summary>
internal static partial class SurfaceLog
{
    [LoggerMessage(2301, LogLevel.Warning, "User {User} (process {Process}) tried to connect as a surface and was turned away: only this user may, and root where socket.allow-root = on")]
    public static partial void StrangerTurnedAway(this ILogger logger, uint user, int process);

    [LoggerMessage(2302, LogLevel.Warning, "Somebody tried to connect as a surface and was turned away: the system does not tell who is at the other end of the socket")]
    public static partial void UnknownTurnedAway(this ILogger logger);

    [LoggerMessage(2303, LogLevel.Warning, "Tokens and answers cross the network in the clear at {Endpoint}: use surfaces.tls instead of surfaces.tcp")]
    public static partial void InTheClear(this ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(2305, LogLevel.Information, "The certificate was renewed: {Certificate}. Connections that are open go on")]
    public static partial void CertificateRenewed(this ILogger logger, string certificate);

    [LoggerMessage(2306, LogLevel.Warning, "The certificate stays as it was ({Certificate}), for what is in its files cannot be used: {Problem}")]
    public static partial void CertificateStays(this ILogger logger, string certificate, string problem);

    [LoggerMessage(2304, LogLevel.Warning, "{Peer} has {Limit} surfaces connected, as many as it may; more are turned away")]
    public static partial void TooManyOfOne(this ILogger logger, string peer, int limit);
}
