using Microsoft.Extensions.Logging;

namespace Conductor.Core;

/// <summary>Makes actor systems. What differs between the engines stands here and in the usings, and nowhere else.</summary>
public static class ActorEngine
{
    /// <summary>An actor system whose timers obey <paramref name="timeProvider"/> and whose log lines go to <paramref name="loggerFactory"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="timeProvider">Its time.</param>
    /// <param name="loggerFactory">Its log.</param>
    /// <param name="requestsDone">How long its coordinated shutdown waits for requests in progress; null for the usual time.</param>
    public static ActorSystem Create(string name, TimeProvider timeProvider, ILoggerFactory loggerFactory, TimeSpan? requestsDone = null) =>
        ActorSystem.Create(name, new KernelSetup
        {
            TimeProvider = timeProvider,
            LoggerFactory = loggerFactory,
            ShutdownPhases = [.. ShutdownPhase.Defaults.Select(phase =>
                phase.Name == CoordinatedShutdown.PhaseServiceRequestsDone && requestsDone is { } limit ? phase with { Timeout = limit } : phase)],
        });
}
