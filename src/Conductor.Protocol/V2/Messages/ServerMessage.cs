namespace Conductor.Protocol.V2.Messages;

/// <summary>What Conductor says to a surface in version 2. A surface ignores variants that it does not know.</summary>
public abstract record ServerMessage
{
    private protected ServerMessage()
    {
    }
}

/// <summary>Something that happened in a conversation, and is kept in it.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Seq">Its number, counting up from 1 without a gap in each conversation.</param>
public abstract record ConversationEvent(Guid ConversationId, ulong Seq) : ServerMessage;

/// <summary>The next part of an answer.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Seq">The number of its last entry in this message; entries count up from 1 in each turn.</param>
/// <param name="From">The number of its first entry, when there are several; null for one.</param>
public abstract record TurnEntry(Guid TurnId, ulong Seq, ulong? From) : ServerMessage;
