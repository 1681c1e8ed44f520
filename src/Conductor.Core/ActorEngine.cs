using Microsoft.Extensions.Logging;

namespace Conductor.Core;

/// <summary>Makes actor systems. What differs between the engines stands here and in the usings, and nowhere else.</summary>
public static class ActorEngine
{
    /// <summary>An actor system whose timers obey <paramref name="timeProvider"/> and whose log lines go to <paramref name="loggerFactory"/>.</summary>
    public static ActorSystem Create(string name, TimeProvider timeProvider, ILoggerFactory loggerFactory) =>
        ActorSystem.Create(name, new KernelSetup { TimeProvider = timeProvider, LoggerFactory = loggerFactory });
}
