using System.Net;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Identity;

/// <summary>What an operator reads about keys.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(2401, LogLevel.Warning, "Whoever can reach {Endpoint} may use this conductor without a key (keys.required = off)")]
    public static partial void OpenToEverybody(this ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(2402, LogLevel.Information, "{Count} keys were read from {File}")]
    public static partial void KeysRead(this ILogger logger, int count, string file);

    [LoggerMessage(2403, LogLevel.Error, "The keys stay as they were: {Problem}")]
    public static partial void KeysUnreadable(this ILogger logger, string problem);
}
