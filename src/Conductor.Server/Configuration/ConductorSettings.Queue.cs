using Conductor.Core.Admission;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Turns that may wait for each model on each host.</summary>
    /// <value>Default 1,024; from 1 to 1,000,000.</value>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>How callers share the hosts.</summary>
    public AdmissionPlan Admission { get; init; } = AdmissionPlan.Default;
}
