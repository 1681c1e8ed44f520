using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V2.Messages;

/// <summary>One message of a conversation; an answer that was cut short says so.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Role">Who wrote it.</param>
/// <param name="Content">What it says.</param>
/// <param name="CreatedAt">When, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="TurnId">For an answer, its turn.</param>
/// <param name="Model">For an answer, the model.</param>
/// <param name="End">For an answer, how it ended.</param>
public sealed record ChatMessage(string MessageId, Role Role, string Content, ulong CreatedAt, Guid? TurnId, string? Model, EndReason? End);
