using Conductor.Core.Sessions;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>The bounds of each surface.</summary>
    public SurfaceOptions Surfaces { get; init; } = new();
}
