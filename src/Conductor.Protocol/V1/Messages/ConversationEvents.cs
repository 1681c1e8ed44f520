namespace Conductor.Protocol.V1.Messages;

/// <summary>Bring a conversation to the front.</summary>
public sealed record FocusConversation(string EventId, Guid ConversationId) : AcknowledgedEvent(EventId);

/// <summary>The person has scrolled in one of several conversations.</summary>
public sealed record ScrollConversation(string EventId, Guid ConversationId, ScrollDirection Direction, uint Amount)
    : AcknowledgedEvent(EventId);

/// <summary>Show what came of the conversations.</summary>
public sealed record RequestSummary(string EventId) : AcknowledgedEvent(EventId);

/// <summary>Leave the summary.</summary>
public sealed record ExitSummary(string EventId) : AcknowledgedEvent(EventId);

/// <summary>Bring the next conversation to the front.</summary>
public sealed record FocusNextConversation(string EventId) : AcknowledgedEvent(EventId);

/// <summary>Bring the previous conversation to the front.</summary>
public sealed record FocusPrevConversation(string EventId) : AcknowledgedEvent(EventId);
