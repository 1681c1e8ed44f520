namespace Conductor.Actor;

/// <summary>One actor as it was seen from outside, with those below it. Immutable. Ours, not in Akka.NET.</summary>
/// <param name="Name">Its name below its parent.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="Waiting">Messages in its mailbox, those that are stashed not counted.</param>
/// <param name="Timers">Timers that it has running, its receive timeout counted.</param>
/// <param name="AtWorkOn">The type of the message at hand; null while it rests.</param>
/// <param name="ChildCount">Its children, those that are not shown counted.</param>
/// <param name="Children">Those of its children that are shown, the ones with most waiting first.</param>
public sealed record ActorGlimpse(string Name, Type Type, long Waiting, int Timers, Type? AtWorkOn, int ChildCount, IReadOnlyList<ActorGlimpse> Children)
{
    /// <summary>Looks at an actor from any thread and disturbs nobody: each number is of a moment, and not all of the same.</summary>
    internal static ActorGlimpse Of(ActorCell cell, int most)
    {
        var children = cell.ChildrenNow().OfType<ActorCell>().ToArray();
        var shown = children.OrderByDescending(child => child.Length).Take(most);
        return new ActorGlimpse(cell.Name, cell.Props.Type, cell.Length, cell.TimersNow, cell.MessageAtHand?.GetType(), children.Length, [.. shown.Select(child => Of(child, most))]);
    }
}
