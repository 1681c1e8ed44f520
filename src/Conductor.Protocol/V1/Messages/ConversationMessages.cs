namespace Conductor.Protocol.V1.Messages;

/// <summary>A conversation has begun; the agent's name is null for one that the user leads.</summary>
public sealed record ConversationCreated(Guid ConversationId, string? AgentName) : ConductorMessage;

/// <summary>A conversation is now the one in front.</summary>
public sealed record ConversationFocused(Guid ConversationId) : ConductorMessage;

/// <summary>A conversation does something else now.</summary>
public sealed record ConversationStateChanged(Guid ConversationId, ConversationState State) : ConductorMessage;

/// <summary>The next piece of an answer in one of several conversations.</summary>
public sealed record ConversationStreamToken(Guid ConversationId, string MessageId, string Token) : ConductorMessage;

/// <summary>The answer in one of several conversations is whole.</summary>
public sealed record ConversationStreamEnd(Guid ConversationId, string MessageId, string FinalContent, ResponseMetadata Metadata)
    : ConductorMessage;

/// <summary>What came of a conversation and of those below it.</summary>
public sealed record SummaryReady(Guid ConversationId, string Summary, ValueList<Guid> SubConversations) : ConductorMessage;

/// <summary>A conversation is gone.</summary>
public sealed record ConversationRemoved(Guid ConversationId) : ConductorMessage;
