namespace Conductor.Protocol.V1.Messages;

/// <summary>The kinds of <see cref="ConversationState"/>.</summary>
public enum ConversationPhase
{
    /// <summary>Waits for a prompt.</summary>
    Idle,

    /// <summary>An answer is coming.</summary>
    Streaming,

    /// <summary>An agent works.</summary>
    WaitingForAgent,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Failed.</summary>
    Error,
}

/// <summary>What one conversation is doing. The default value is idle.</summary>
public readonly record struct ConversationState
{
    private readonly string? _messageId;

    private ConversationState(ConversationPhase phase, string? messageId) => (Phase, _messageId) = (phase, messageId);

    /// <summary>Which phase.</summary>
    public ConversationPhase Phase { get; }

    /// <summary>The message that is coming, for <see cref="ConversationPhase.Streaming"/>; empty otherwise.</summary>
    public string MessageId => _messageId ?? "";

    /// <summary>The given phase; a stream is of a message without id.</summary>
    public static ConversationState Of(ConversationPhase phase) => new(phase, phase == ConversationPhase.Streaming ? "" : null);

    /// <summary>The message with this id is coming.</summary>
    public static ConversationState Streaming(string messageId) => new(ConversationPhase.Streaming, messageId);
}
