namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Turns that may wait for each model on each host.</summary>
    /// <value>Default 1,024.</value>
    public int QueueLimit { get; init; } = 1024;
}
