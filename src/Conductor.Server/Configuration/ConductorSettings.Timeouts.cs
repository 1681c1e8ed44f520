using Conductor.Core.Backends;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>How long each stage of a turn may take.</summary>
    public TurnTimeouts Timeouts { get; init; } = TurnTimeouts.Default;

    /// <summary>Longest wait for a connection to a host.</summary>
    /// <value>Default 2 s; from 10 ms to 1 min.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
