using Microsoft.Extensions.Logging;

namespace Conductor.Core.Sessions;

/// <summary>What an operator reads about surfaces.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(2201, LogLevel.Information, "Surface {Connection} ({Type}) of {Peer} is connected")]
    public static partial void SurfaceConnected(this ILogger logger, string connection, string type, string peer);

    [LoggerMessage(2202, LogLevel.Information, "Surface {Connection} left")]
    public static partial void SurfaceLeft(this ILogger logger, string connection);

    [LoggerMessage(2203, LogLevel.Warning, "Surface {Connection} was disconnected: it left {Limit} messages unread")]
    public static partial void SurfaceTooSlow(this ILogger logger, string connection, int limit);

    [LoggerMessage(2205, LogLevel.Information, "A surface of {Peer} was turned away: its token is missing or wrong")]
    public static partial void SurfaceRefused(this ILogger logger, string peer);

    [LoggerMessage(2206, LogLevel.Warning, "Surface {Connection} reports a failure of its own (it goes on: {Recoverable}): {Error}")]
    public static partial void SurfaceFailed(this ILogger logger, string connection, string error, bool recoverable);

    [LoggerMessage(2204, LogLevel.Warning, "A surface of {Peer} was turned away: there are {Limit} already")]
    public static partial void TooManySurfaces(this ILogger logger, string peer, int limit);
}
