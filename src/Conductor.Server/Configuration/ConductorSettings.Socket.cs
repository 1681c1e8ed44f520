namespace Conductor.Server.Configuration;

public sealed partial record ConductorSettings
{
    /// <summary>Where the native protocol's unix socket is; empty for none. In a file <c>auto</c> and <c>off</c> stand for the usual place and for none.</summary>
    public string SocketPath { get; init; } = "";
}
