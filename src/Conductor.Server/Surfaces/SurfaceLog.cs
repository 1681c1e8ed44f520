using Microsoft.Extensions.Logging;

namespace Conductor.Server.Surfaces;

/// <summary>What an operator reads about the way to surfaces.</summary>
internal static partial class SurfaceLog
{
    [LoggerMessage(2301, LogLevel.Warning, "User {User} (process {Process}) tried to connect as a surface and was turned away: only this user and root may")]
    public static partial void StrangerTurnedAway(this ILogger logger, uint user, int process);
}
