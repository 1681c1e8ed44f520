using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V2.Messages;

/// <summary>What the surface can show has changed.</summary>
public sealed record ReportCapabilities(Guid CommandId, SurfaceCapabilities Capabilities) : Command(CommandId);

/// <summary><c>Ping</c>: is Conductor alive? Answered by <see cref="ConductorPong"/> with the same number.</summary>
public sealed record SurfacePing(ulong Seq) : ClientMessage;

/// <summary><c>Pong</c>: the answer to <see cref="ConductorPing"/> with the same number.</summary>
public sealed record SurfacePong(ulong Seq) : ClientMessage;

/// <summary>The surface goes. Nothing is cancelled.</summary>
public sealed record Goodbye(string? Reason) : ClientMessage;
