namespace Conductor.Protocol.V1.Messages;

/// <summary>A hint how to arrange the screen.</summary>
public sealed record LayoutHint(LayoutDirective Directive) : ConductorMessage;

/// <summary>A sentence for the person at the surface; also how version 1 tells of errors.</summary>
public sealed record Notify(NotifyLevel Level, string? Title, string Message) : ConductorMessage;

/// <summary>Conductor does something else now.</summary>
public sealed record State(ConductorState Value) : ConductorMessage;

/// <summary>Asks the surface for <see cref="CapabilitiesReport"/>.</summary>
public sealed record QueryCapabilities : ConductorMessage;

/// <summary>The event with this id has arrived.</summary>
public sealed record Ack(string EventId) : ConductorMessage;

/// <summary>The session that the surface is in, its model, and whether it can take a prompt.</summary>
public sealed record SessionInfo(string SessionId, string Model, bool Ready) : ConductorMessage;

/// <summary>The surface should close.</summary>
public sealed record Quit(string? Message) : ConductorMessage;
