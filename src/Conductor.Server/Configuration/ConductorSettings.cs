namespace Conductor.Server.Configuration;

/// <summary>
/// Everything that an operator can say, checked, with the defaults filled in. Immutable. Each area of keys has a file of its own: what it
/// sets here (<c>ConductorSettings.Area.cs</c>) and how it is written (<c>Areas/AreaKeys.cs</c>).
/// </summary>
public sealed partial record ConductorSettings
{
    /// <summary>How long turns that run may go on once a stop was asked for.</summary>
    /// <value>Default 10 s; from 0 to 1 h.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an actor's handler may keep its thread before it is logged and counted; see <see cref="Core.Conducting.ConductorPlan.HandlerLimit"/>.</summary>
    /// <value>Default 100 ms; from 0 (nobody looks) to 1 min.</value>
    public TimeSpan HandlerLimit { get; init; } = TimeSpan.FromMilliseconds(100);
}
