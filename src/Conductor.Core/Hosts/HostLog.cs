using Microsoft.Extensions.Logging;

namespace Conductor.Core.Hosts;

/// <summary>What an operator reads about hosts.</summary>
internal static partial class HostLog
{
    [LoggerMessage(EventId = 2001, Message = "Host {Host} ({Address}) is up; models: {ModelCount}")]
    public static partial void HostUp(this ILogger logger, LogLevel level, string host, string address, int modelCount);

    [LoggerMessage(EventId = 2002, Message = "Host {Host} ({Address}) is down: {Problem}")]
    public static partial void HostDown(this ILogger logger, LogLevel level, string host, string address, string problem);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "{Host} holds {Model} with other load options than {Options}, so it is loaded again. Pin the options in models.*.options to one value for all (said once)")]
    public static partial void ReloadForOptions(this ILogger logger, string host, string model, string options);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "{Host} has let {Model} go to make room: it holds {Places} models at a time")]
    public static partial void ModelPushedOut(this ILogger logger, string host, string model, int places);
}
