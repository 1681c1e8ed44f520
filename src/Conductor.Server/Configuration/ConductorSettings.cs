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
}
