using System.Net;
using Conductor.Server.Http;

namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Where the HTTP front door listens.</summary>
    /// <value>Default 127.0.0.1:11435.</value>
    public IPEndPoint HttpEndpoint { get; init; } = new(IPAddress.Loopback, FrontDoor.DefaultPort);

    /// <summary>The bounds of the HTTP front door, and which pages in browsers may use it.</summary>
    public HttpOptions Http { get; init; } = new();
}
