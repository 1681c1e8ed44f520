using Conductor.Core.Conversations.Events;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Keeping;

/// <summary>Puts what a conversation works with into what its log keeps, and back.</summary>
internal static class KeptWords
{
    public static KeptMessage Of(ConversationEntry entry) =>
        new(entry.Id, entry.Role, entry.Content, entry.At, entry.Turn?.Value, entry.Model, entry.End) { Images = entry.Images.Count > 0 ? entry.Images : null };

    public static ConversationEntry Back(KeptMessage message) => new(message.Id, message.Role, message.Content, message.At, message.End)
    {
        Turn = message.Turn is { } turn ? new TurnId(turn) : null,
        Model = message.Model,
        Images = message.Images ?? [],
    };

    public static Events.MessagesRemoved Of(MessagesRemoved removed, int count) => new(removed.FromMessageId, count) { At = removed.At };

    public static TurnEnded Of(TurnClosed closed, string? detail) =>
        new(closed.Turn.Value, closed.End, closed.End == StreamEnd.Completed ? null : detail, closed.Answer is { } answer ? Of(answer) : null, null, closed.LastEntry)
        {
            At = closed.At, Attempt = closed.Attempt,
        };
}
