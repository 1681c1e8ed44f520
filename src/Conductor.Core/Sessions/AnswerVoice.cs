using System.Text;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// How one answer is told in version 1: in the words of the conversation in front, or, once another has come to the front, in those that
/// name the conversation. Owned by one follower.
/// </summary>
internal sealed class AnswerVoice(ISurfaceConnection connection, Guid? behind)
{
    /// <summary>The conversation that is told of; null for the one in front.</summary>
    public Guid? Behind { get; set; } = behind;

    /// <summary>The answer of this name is under way.</summary>
    public void Begin(string name) => connection.Write(
        Behind is { } id ? new ConversationStateChanged(id, ConversationState.Streaming(name)) : new State(ConductorState.Thinking));

    /// <summary>Its first word is there.</summary>
    public void Respond()
    {
        if (Behind is null)
            connection.Write(new State(ConductorState.Responding));
    }

    /// <summary>More of it: whole characters, UTF-8.</summary>
    public void Say(byte[] name, ReadOnlySpan<byte> words)
    {
        if (Behind is { } id)
            connection.Write(new ConversationStreamToken(id, Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(words)));
        else
            connection.WriteToken(name, words);
    }

    /// <summary>It has ended whole.</summary>
    public void End(StreamEnd end)
    {
        ConductorMessage message = Behind is { } id ? new ConversationStreamEnd(id, end.MessageId, end.FinalContent, end.Metadata) : end;
        if (!connection.Write(message))
            Fail(end.MessageId, "The answer is whole, but too long to be repeated in one message.");
        else if (Behind is { } one)
            connection.Write(new ConversationStateChanged(one, ConversationState.Of(ConversationPhase.Idle)));
    }

    /// <summary>It has ended early, or what was said of it is void.</summary>
    public void Fail(string name, string reason) => connection.Write(
        Behind is { } id ? new ConversationStateChanged(id, ConversationState.Of(ConversationPhase.Error)) : new StreamError(name, reason));

    /// <summary>The next prompt may come.</summary>
    public void Rest()
    {
        if (Behind is null)
            connection.Write(new State(ConductorState.Ready));
    }
}
