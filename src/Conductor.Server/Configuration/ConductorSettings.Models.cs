namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>The model for requests that name none; null: the first that there is.</summary>
    public string? DefaultModel { get; init; }
}
