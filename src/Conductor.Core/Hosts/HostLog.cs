using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>What an operator reads about hosts.</summary>
internal static partial class HostLog
{
    [LoggerMessage(2001, LogLevel.Information, "Host {Host} ({Address}) is up with {ModelCount} models")]
    public static partial void HostUp(this ILogger logger, string host, string address, int modelCount);

    [LoggerMessage(2002, LogLevel.Warning, "Host {Host} ({Address}) is down: {Problem}")]
    public static partial void HostDown(this ILogger logger, string host, string address, string problem);
}
