namespace Conductor.Core.Insight;

/// <summary>What goes on inside of a conductor at a moment. Immutable.</summary>
/// <param name="Actors">Its actors, from the top; null where the engine does not show them.</param>
/// <param name="Troubles">What went wrong between them since the start.</param>
/// <param name="Answers">Answers that can be read now: those that come, and those that ended lately.</param>
public sealed record ConductorInsight(ActorView? Actors, ActorTroubles Troubles, int Answers)
{
    /// <summary>Surfaces that are connected.</summary>
    public int Surfaces => Actors?.Below("surfaces")?.ChildCount ?? 0;

    /// <summary>Conversations that are awake, the turns of those that keep none counted.</summary>
    public int Conversations => Actors?.Below("conversations")?.ChildCount ?? 0;
}
