namespace Conductor.Protocol.V1.Messages;

/// <summary>A surface is here, without asking for a version; the older way in.</summary>
public sealed record Connected(string EventId, SurfaceType SurfaceType, SurfaceCapabilities Capabilities) : AcknowledgedEvent(EventId);

/// <summary>A surface is here, speaks this version, and may show a token. Version 2 begins with it too.</summary>
public sealed record Handshake(
    string EventId, uint ProtocolVersion, SurfaceType SurfaceType, SurfaceCapabilities Capabilities, string? AuthToken)
    : AcknowledgedEvent(EventId)
{
    /// <summary>The oldest version that the surface speaks; null when it speaks only one. Newer than version 1, and left out when null.</summary>
    public uint? MinProtocolVersion { get; init; }

    /// <summary>Name and version of the program, for logs and lists. Newer than version 1, and left out when null.</summary>
    public string? Client { get; init; }

    /// <summary>The token shows only that it is there: records are printed into logs.</summary>
    public override string ToString() =>
        $"Handshake {{ EventId = {EventId}, ProtocolVersion = {ProtocolVersion}, SurfaceType = {SurfaceType}, "
        + $"AuthToken = {(AuthToken is null ? "none" : "***")} }}";
}

/// <summary>The answer to <see cref="Ping"/> with the same number.</summary>
public sealed record Pong(ulong Seq) : SurfaceEvent;

/// <summary>The surface is about to go.</summary>
public sealed record Disconnected(string EventId, string? Reason) : AcknowledgedEvent(EventId);

/// <summary>What the surface can show has changed, or was asked for.</summary>
public sealed record CapabilitiesReport(string EventId, SurfaceCapabilities Capabilities) : AcknowledgedEvent(EventId);

/// <summary>The person wants to leave.</summary>
public sealed record QuitRequested(string EventId) : AcknowledgedEvent(EventId);

/// <summary>Something failed inside the surface.</summary>
public sealed record SurfaceError(string EventId, string Error, bool Recoverable) : AcknowledgedEvent(EventId);
