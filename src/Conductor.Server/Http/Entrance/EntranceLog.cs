using Microsoft.Extensions.Logging;

namespace Conductor.Server.Http.Entrance;

/// <summary>What an operator reads about those who were turned away at the entrance.</summary>
internal static partial class EntranceLog
{
    [LoggerMessage(2501, LogLevel.Warning, "A request was turned away (told once): {Words}")]
    public static partial void TurnedAway(this ILogger logger, string words);
}
