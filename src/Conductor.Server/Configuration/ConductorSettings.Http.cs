using System.Net;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Where the HTTP front door listens.</summary>
    /// <value>Default 127.0.0.1:11435.</value>
    public IPEndPoint HttpEndpoint { get; init; } = new(IPAddress.Loopback, FrontDoor.DefaultPort);
}
