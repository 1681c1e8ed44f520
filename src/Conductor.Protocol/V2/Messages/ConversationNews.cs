namespace Conductor.Protocol.V2.Messages;

/// <summary>A turn that runs, and the id that its answer will have as a message.</summary>
public sealed record OpenTurn(Guid TurnId, string MessageId, string Model, uint Attempt);

/// <summary>
/// A conversation as it stands after the event with the summary's number: replaces what a surface has of it. Whether there are older
/// messages is said; the entries of the turns that run follow for a subscriber.
/// </summary>
public sealed record Snapshot(
    Guid? CommandId, ConversationSummary Conversation, ValueList<ChatMessage> Messages, bool Older, ValueList<OpenTurn> Turns) : ServerMessage;

/// <summary>Somebody said something, at this surface or another.</summary>
public sealed record MessageAdded(Guid ConversationId, ulong Seq, ChatMessage Message) : ConversationEvent(ConversationId, Seq);

/// <summary>This message and everything after it is gone, because somebody edited or retried.</summary>
public sealed record MessagesRemoved(Guid ConversationId, ulong Seq, string FromMessageId) : ConversationEvent(ConversationId, Seq);

/// <summary>An answer begins; its entries follow.</summary>
public sealed record TurnStarted(Guid ConversationId, ulong Seq, OpenTurn Turn) : ConversationEvent(ConversationId, Seq);

/// <summary>
/// What the conversation keeps of an answer: how it ended, and the message, unless this connection has had all its entries; null also
/// when nothing was said.
/// </summary>
public sealed record TurnEnded(Guid ConversationId, ulong Seq, Guid TurnId, EndReason End, ChatMessage? Message)
    : ConversationEvent(ConversationId, Seq);

/// <summary>A conversation has this title and this model now.</summary>
public sealed record ConversationChanged(Guid ConversationId, ulong Seq, string? Title, string? Model) : ConversationEvent(ConversationId, Seq);

/// <summary>A conversation is gone; nothing follows.</summary>
public sealed record ConversationDeleted(Guid ConversationId, ulong Seq) : ConversationEvent(ConversationId, Seq);
