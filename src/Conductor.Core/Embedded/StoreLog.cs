using Microsoft.Extensions.Logging;

namespace Conductor.Core.Embedded;

/// <summary>What the log tells of a conversation log that the application has brought.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(2811, LogLevel.Error, "The application's conversation log fails: {Problem}. What cannot be kept is refused until it works")]
    public static partial void StoreFailed(this ILogger logger, string problem, Exception? cause);

    [LoggerMessage(2812, LogLevel.Information, "The application's conversation log works again")]
    public static partial void StoreWorks(this ILogger logger);
}
