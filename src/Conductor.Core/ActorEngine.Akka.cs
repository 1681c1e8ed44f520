using Microsoft.Extensions.Logging;

namespace Conductor.Core;

/// <summary>Makes actor systems of Akka.NET. Its scheduler has a clock of its own, and its log lines go where its own configuration says.</summary>
public static class ActorEngine
{
    /// <summary>An actor system; clock and log are Akka.NET's.</summary>
    public static ActorSystem Create(string name, TimeProvider timeProvider, ILoggerFactory loggerFactory, TimeSpan? requestsDone = null) =>
        requestsDone is { } limit
            ? ActorSystem.Create(name, Akka.Configuration.ConfigurationFactory.ParseString(
                $"akka.coordinated-shutdown.phases.service-requests-done.timeout = {(long)limit.TotalMilliseconds}ms"))
            : ActorSystem.Create(name);
}
