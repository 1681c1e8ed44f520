namespace Conductor.Core.Insight;

/// <summary>One actor as it was seen at a moment, for whoever looks after a conductor. Immutable.</summary>
/// <param name="Name">Its name below its parent.</param>
/// <param name="Type">What it is.</param>
/// <param name="Waiting">Messages in its mailbox.</param>
/// <param name="Timers">Timers that it has running.</param>
/// <param name="AtWorkOn">The message at hand; null while it rests.</param>
/// <param name="ChildCount">Its children, those that are not shown counted.</param>
/// <param name="Children">Those of its children that are shown, the ones with most waiting first.</param>
public sealed record ActorView(string Name, string Type, long Waiting, int Timers, string? AtWorkOn, int ChildCount, IReadOnlyList<ActorView> Children)
{
    /// <summary>One below it by its names; null where there is none that is shown.</summary>
    public ActorView? Below(params ReadOnlySpan<string> names)
    {
        var here = this;
        foreach (var name in names)
            here = here?.Children.FirstOrDefault(child => child.Name == name);
        return here;
    }
}
