using Microsoft.Extensions.Logging;

namespace Conductor.Server.Configuration.Reloading;

/// <summary>What an operator reads about changes of the configuration.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(2701, LogLevel.Information, "The configuration {File} was read again and holds: {Keys}")]
    public static partial void Reloaded(this ILogger logger, string file, string keys);

    [LoggerMessage(2702, LogLevel.Information, "The configuration {File} was read again and says the same as before")]
    public static partial void NothingNew(this ILogger logger, string file);

    [LoggerMessage(2703, LogLevel.Warning, "These keys take effect at the next start: {Keys}")]
    public static partial void WaitForStart(this ILogger logger, string keys);

    [LoggerMessage(2704, LogLevel.Error, "The configuration {File} has mistakes. Everything stays as it was:\n{Problem}")]
    public static partial void StaysAsItWas(this ILogger logger, string file, string problem);
}
