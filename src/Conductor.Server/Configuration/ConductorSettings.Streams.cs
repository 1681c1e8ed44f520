using Conductor.Core.Streams;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>The bounds of each answer's log.</summary>
    public ResponseLogOptions Streams { get; init; } = ResponseLogOptions.Default;
}
