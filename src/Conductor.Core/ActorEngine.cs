using Conductor.Core.Insight;
using Conductor.Event;
using Microsoft.Extensions.Logging;

namespace Conductor.Core;

/// <summary>Makes actor systems. What differs between the engines stands here and in the usings, and nowhere else.</summary>
public static class ActorEngine
{
    /// <summary>The area of the log in which the engine writes of itself: dead letters, for one.</summary>
    public const string LogArea = "Conductor.Actor";

    /// <summary>An actor system whose timers obey <paramref name="timeProvider"/> and whose log lines go to <paramref name="loggerFactory"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="timeProvider">Its time.</param>
    /// <param name="loggerFactory">Its log.</param>
    /// <param name="requestsDone">How long its coordinated shutdown waits for requests in progress; null for the usual time.</param>
    /// <param name="handlerLimit">How long a handler may keep its thread before it is told of; null: nobody looks.</param>
    public static ActorSystem Create(string name, TimeProvider timeProvider, ILoggerFactory loggerFactory, TimeSpan? requestsDone = null, TimeSpan? handlerLimit = null) =>
        ActorSystem.Create(name, new KernelSetup
        {
            TimeProvider = timeProvider,
            LoggerFactory = loggerFactory,
            HandlerLimit = handlerLimit,
            ShutdownPhases = [.. ShutdownPhase.Defaults.Select(phase =>
                phase.Name == CoordinatedShutdown.PhaseServiceRequestsDone && requestsDone is { } limit ? phase with { Timeout = limit } : phase)],
        });

    /// <summary>Has a counter told of whatever the engine finds amiss with its actors.</summary>
    public static void TellTroubles(ActorSystem system, ActorTroubles troubles)
    {
        var listener = system.ActorOf(Props.Create(() => new TroubleListener(troubles)), "troubles");
        foreach (var kind in new[] { typeof(SlowHandler), typeof(StuckMailbox), typeof(StarvedPool) })
            system.EventStream.Subscribe(listener, kind);
    }

    /// <summary>The actors as they are now; null where the engine does not show them.</summary>
    /// <param name="system">Whose.</param>
    /// <param name="most">Children of one actor that are shown.</param>
    public static ActorView? Look(ActorSystem system, int most) => View(system.Look(most));

    private static ActorView View(ActorGlimpse actor) => new(actor.Name, actor.Type.Name, actor.Waiting, actor.Timers, actor.AtWorkOn?.Name, actor.ChildCount, [.. actor.Children.Select(View)]);

    private sealed class TroubleListener : ReceiveActor
    {
        public TroubleListener(ActorTroubles troubles)
        {
            Receive<SlowHandler>(slow => troubles.Slow(slow.Actor.Path.ToString(), slow.MessageType, slow.Elapsed));
            Receive<StuckMailbox>(stuck => troubles.Stuck(stuck.Actor.Path.ToString(), stuck.MessageType, stuck.Age));
            Receive<StarvedPool>(starved => troubles.Starved(starved.Late));
        }
    }
}
