using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>What an operator reads about hosts.</summary>
internal static partial class HostLog
{
    [LoggerMessage(EventId = 2001, Message = "Host {Host} ({Address}) is up with {ModelCount} models")]
    public static partial void HostUp(this ILogger logger, LogLevel level, string host, string address, int modelCount);

    [LoggerMessage(EventId = 2002, Message = "Host {Host} ({Address}) is down: {Problem}")]
    public static partial void HostDown(this ILogger logger, LogLevel level, string host, string address, string problem);
}
