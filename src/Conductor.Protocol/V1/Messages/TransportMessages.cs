namespace Conductor.Protocol.V1.Messages;

/// <summary>The answer to <see cref="Handshake"/>; a rejection gives its reason.</summary>
public sealed record HandshakeAck(bool Accepted, string ConnectionId, string? RejectionReason, uint ProtocolVersion) : ConductorMessage;

/// <summary>Is the surface alive? To be answered by <see cref="Pong"/> with the same number.</summary>
public sealed record Ping(ulong Seq) : ConductorMessage;

/// <summary>Everything a surface needs to draw itself, sent after an accepted handshake.</summary>
public sealed record StateSnapshot(ValueList<SnapshotMessage> ConversationHistory, AvatarSnapshot AvatarState, SessionSnapshot SessionInfo)
    : ConductorMessage;
