using Conductor.Server.Telemetry.Export;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Where traces and metrics are sent.</summary>
    public ExportOptions Export { get; init; } = ExportOptions.Off;
}
