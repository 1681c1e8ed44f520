namespace Conductor.Core.Hosts;

/// <summary>
/// Whether the default model is brought into memory before somebody asks for it. Never on the way of the start, and given up as soon as real work
/// wants the host. (Models that are to be loaded and kept for themselves have <see cref="Routing.ModelPlan.Preload"/>.) Immutable.
/// </summary>
public sealed record WarmUpPlan
{
    /// <summary>The defaults.</summary>
    public static WarmUpPlan Default { get; } = new();

    /// <summary>The default model is loaded once the hosts have been asked for the first time.</summary>
    /// <value>Default false.</value>
    public bool AtStart { get; init; }

    /// <summary>The default model is loaded when a surface connects, so that it is there by the time its first message is written.</summary>
    /// <value>Default false.</value>
    public bool OnConnect { get; init; }

    /// <summary>
    /// What the default model is asked when somebody comes to a conversation in which nothing was ever said: its answer greets. Nobody waits for it, and
    /// whatever real work there is pushes it aside.
    /// </summary>
    /// <value>Default empty: nobody is greeted. At most 4,096 characters.</value>
    public string Greeting { get; init; } = "";
}
