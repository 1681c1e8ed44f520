using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>
/// Something that happened in a conversation. All news in their order are the conversation: <see cref="ConversationBook"/> is made of
/// nothing else.
/// </summary>
/// <param name="Seq">Its number, counting up from 1 without a gap.</param>
/// <param name="At">When.</param>
internal abstract record ConversationNews(long Seq, DateTimeOffset At);

/// <summary>Somebody said something.</summary>
internal sealed record MessageAdded(long Seq, DateTimeOffset At, ConversationEntry Message) : ConversationNews(Seq, At);

/// <summary>A message and all after it is gone.</summary>
internal sealed record MessagesRemoved(long Seq, DateTimeOffset At, string FromMessageId) : ConversationNews(Seq, At);

/// <summary>An answer begins.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Turn">The turn.</param>
/// <param name="MessageId">The answer's name as a message.</param>
/// <param name="Model">The model that was asked for; empty for the default one.</param>
/// <param name="PromptId">The message that it answers.</param>
internal sealed record TurnBegan(long Seq, DateTimeOffset At, TurnId Turn, string MessageId, string Model, string PromptId) : ConversationNews(Seq, At);

/// <summary>An answer has ended.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Turn">The turn.</param>
/// <param name="End">How.</param>
/// <param name="Answer">What was said; null when nothing was, or its prompt is gone.</param>
/// <param name="LastEntry">The number of the last entry of its log; 0 when nobody knows any more.</param>
/// <param name="Attempt">The attempt that was the last one, from 1.</param>
internal sealed record TurnClosed(long Seq, DateTimeOffset At, TurnId Turn, StreamEnd End, ConversationEntry? Answer, long LastEntry, int Attempt)
    : ConversationNews(Seq, At);

/// <summary>The conversation has another title or another model; null where it is as it was.</summary>
internal sealed record ConversationChanged(long Seq, DateTimeOffset At, string? Title, string? Model) : ConversationNews(Seq, At);

/// <summary>The conversation is gone. Nothing follows.</summary>
internal sealed record ConversationDeleted(long Seq, DateTimeOffset At) : ConversationNews(Seq, At);

/// <summary>News for those who look on: an answer begins, and here it will come.</summary>
internal sealed record TurnOpened(TurnBegan Began, OpenAnswer Answer);

/// <summary>An answer that is under way.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="MessageId">The answer's name as a message.</param>
/// <param name="Model">The model that was asked for; empty for the default one.</param>
/// <param name="Log">The answer.</param>
internal sealed record OpenAnswer(TurnId Turn, string MessageId, string Model, ResponseLog Log);
