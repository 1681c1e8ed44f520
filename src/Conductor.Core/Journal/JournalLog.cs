using Microsoft.Extensions.Logging;

namespace Conductor.Core.Journal;

/// <summary>What the journal tells its operator.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(2801, LogLevel.Information, "Journal {Place} is open; conversations in it: {Conversations}")]
    public static partial void JournalOpened(this ILogger logger, string place, int conversations);

    [LoggerMessage(2808, LogLevel.Information, "Journal {Place}: {Cut} bytes that were never finished, and so never acknowledged, were cut")]
    public static partial void JournalCut(this ILogger logger, string place, long cut);

    [LoggerMessage(2802, LogLevel.Error, "Journal {Place} is damaged: {Damage}. What is there besides is kept")]
    public static partial void JournalDamaged(this ILogger logger, string place, string damage);

    [LoggerMessage(2803, LogLevel.Error, "Journal {Place} cannot be written: {Problem}. New messages are refused until it can")]
    public static partial void JournalFailed(this ILogger logger, string place, string problem);

    [LoggerMessage(2804, LogLevel.Information, "Journal {Place} can be written again")]
    public static partial void JournalRecovered(this ILogger logger, string place);

    [LoggerMessage(2805, LogLevel.Error, "Journal {Place} has stopped")]
    public static partial void JournalStopped(this ILogger logger, string place, Exception cause);

    [LoggerMessage(2806, LogLevel.Warning, "Journal {Place}: upkeep failed and is tried again later: {Problem}")]
    public static partial void UpkeepFailed(this ILogger logger, string place, string problem);

    [LoggerMessage(2807, LogLevel.Information, "Journal {Place}: {Count} conversations were deleted because of {Setting}")]
    public static partial void RetentionDeleted(this ILogger logger, string place, int count, string setting);
}
