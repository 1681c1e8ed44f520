using Conductor.Server.Identity;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Who may use it. In a file an empty <c>keys.file</c> stands for the usual place.</summary>
    public KeyOptions Keys { get; init; } = new();
}
