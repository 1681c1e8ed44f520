using System.Net;
using Conductor.Core.Backends;
using Conductor.Core.Sessions;
using Conductor.Core.Streams;

namespace Conductor.Server.Configuration;

/// <summary>Everything an operator can say, checked, with the defaults filled in. Immutable.</summary>
public sealed record ConductorSettings
{
    /// <summary>Where the HTTP front door listens.</summary>
    /// <value>Default 127.0.0.1:11435.</value>
    public IPEndPoint HttpEndpoint { get; init; } = new(IPAddress.Loopback, FrontDoor.DefaultPort);

    /// <summary>Where the native protocol's unix socket is; empty for none. In a file <c>auto</c> and <c>off</c> stand for the usual place and for none.</summary>
    public string SocketPath { get; init; } = "";

    /// <summary>The hosts.</summary>
    public IReadOnlyList<HostSettings> Hosts { get; init; } = [];

    /// <summary>The model for requests that name none; null: the first that there is.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>How long each stage of a turn may take.</summary>
    public TurnTimeouts Timeouts { get; init; } = TurnTimeouts.Default;

    /// <summary>Longest wait for a connection to a host.</summary>
    /// <value>Default 2 s; from 10 ms to 1 min.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Turns that may wait for each model on each host.</summary>
    /// <value>Default 1,024.</value>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>The bounds of each answer's log.</summary>
    public ResponseLogOptions Streams { get; init; } = ResponseLogOptions.Default;

    /// <summary>The bounds of each surface.</summary>
    public SurfaceOptions Surfaces { get; init; } = new();

    /// <summary>How long turns that run may go on once a stop was asked for.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
