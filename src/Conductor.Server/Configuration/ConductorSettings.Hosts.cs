namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>The hosts.</summary>
    public IReadOnlyList<HostSettings> Hosts { get; init; } = [];
}
