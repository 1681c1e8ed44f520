using Conductor.Core.Insight;
using Microsoft.Extensions.Logging;

namespace Conductor.Core;

/// <summary>Makes actor systems of Akka.NET. Its scheduler has a clock of its own, and its log lines go where its own configuration says.</summary>
public static class ActorEngine
{
    /// <summary>The area of the log in which the engine writes of itself.</summary>
    public const string LogArea = "Akka";

    /// <summary>An actor system; clock and log are Akka.NET's, and so is the time that its shutdown's phases may take.</summary>
    public static ActorSystem Create(string name, TimeProvider timeProvider, ILoggerFactory loggerFactory, TimeSpan? requestsDone = null, TimeSpan? handlerLimit = null) =>
        ActorSystem.Create(name);

    /// <summary>Akka.NET does not look for slow handlers.</summary>
    public static void TellTroubles(ActorSystem system, ActorTroubles troubles)
    {
    }

    /// <summary>Akka.NET does not show its actors.</summary>
    public static ActorView? Look(ActorSystem system, int most) => null;
}
