namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>What the daemon logs. An application that embeds a conductor has a log of its own.</summary>
    public LogSettings Log { get; init; } = new();
}
