using Conductor.Client;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Chatting;

/// <summary>Where a chat stands: which conversation, what was said last in it, and who answers.</summary>
internal sealed class ChatState
{
    public required ConductorConversation Conversation { get; set; }

    /// <summary>The model that the person named for this chat; null for the conversation's own.</summary>
    public string? Model { get; set; }

    /// <summary>The model that the conversation has; null for the default one.</summary>
    public string? ConversationModel { get; private set; }

    public string? Title { get; private set; }

    /// <summary>The turn that ran last; null before the first.</summary>
    public Guid? LastTurn { get; set; }

    /// <summary>The message that the person said last; null before the first.</summary>
    public string? LastPrompt { get; private set; }

    /// <summary>The connection was lost and is not back yet.</summary>
    public bool WasLost { get; set; }

    /// <summary>The conversations of the list that was shown last, for <c>/switch 2</c>.</summary>
    public IReadOnlyList<ConversationSummary> Listed { get; set; } = [];

    /// <summary>Another conversation.</summary>
    public void Reset(ConductorConversation conversation) =>
        (Conversation, ConversationModel, Title, LastTurn, LastPrompt) = (conversation, null, null, null, null);

    /// <summary>Keeps what a message changes.</summary>
    public void Take(ServerMessage message)
    {
        switch (message)
        {
            case Snapshot snapshot:
                (Title, ConversationModel) = (snapshot.Conversation.Title, snapshot.Conversation.Model);
                LastPrompt = snapshot.Messages.LastOrDefault(said => said.Role == Role.User)?.MessageId;
                LastTurn = (snapshot.Turns is [.., var running] ? running.TurnId : null as Guid?) ?? snapshot.Messages.LastOrDefault(said => said.TurnId is not null)?.TurnId;
                break;
            case MessageAdded { Message: { Role: Role.User } said }:
                LastPrompt = said.MessageId;
                break;
            case TurnStarted started:
                LastTurn = started.Turn.TurnId;
                break;
            case ConversationChanged changed:
                (Title, ConversationModel) = (changed.Title ?? Title, changed.Model ?? ConversationModel);
                break;
        }
    }
}
