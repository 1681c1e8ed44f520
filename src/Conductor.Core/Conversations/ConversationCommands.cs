using Conductor.Core.Streams;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Conversations;

/// <summary>
/// Order to one conversation. Answered to whoever sent it, and to nobody else, by exactly one <see cref="CommandAccepted"/> or
/// <see cref="CommandRefused"/>; a repeat with the same id does nothing and is answered as the first was.
/// </summary>
/// <param name="CommandId">The asker's name for it; <see cref="Guid.Empty"/> where it has none, and then no repeat is recognised.</param>
internal abstract record ConversationCommand(Guid CommandId);

/// <summary>This is what the person said.</summary>
/// <param name="CommandId">The asker's name for it.</param>
/// <param name="Content">Their words.</param>
/// <param name="Caller">Who they are, for fairness.</param>
/// <param name="Policy">What happens to it while an answer is under way.</param>
/// <param name="Model">The model that is to answer; null for the conversation's.</param>
/// <param name="Images">Pictures that go with it, base64.</param>
internal sealed record SubmitPrompt(
    Guid CommandId, string Content, string Caller, PromptPolicy Policy = PromptPolicy.Queue, string? Model = null, IReadOnlyList<string>? Images = null)
    : ConversationCommand(CommandId);

/// <summary>
/// A call that brings its whole conversation along is to be a turn of this one: its last words become a prompt, what the model is asked stays as the
/// caller wrote it. Answered by <see cref="TurnStarted"/> in any case; a refusal is the end in its log.
/// </summary>
internal sealed record SubmitCall(StartTurn Call) : ConversationCommand(Call.Turn.Value);

/// <summary>Stop a turn, or all that run or wait when none is named. What came so far is kept.</summary>
internal sealed record CancelTurns(Guid CommandId, TurnId? Turn) : ConversationCommand(CommandId);

/// <summary>Answer the prompt of a turn once more; its answer and all that came after it goes.</summary>
internal sealed record RetryTurn(Guid CommandId, TurnId Turn, string? Model, string Caller) : ConversationCommand(CommandId);

/// <summary>Put other words in the place of a prompt; all that came after it goes, and it is answered anew.</summary>
internal sealed record EditPrompt(Guid CommandId, string MessageId, string Content, string Caller) : ConversationCommand(CommandId);

/// <summary>Give the conversation another title.</summary>
internal sealed record RenameConversation(Guid CommandId, string Title) : ConversationCommand(CommandId);

/// <summary>Answer with this model from now on; empty for the default one.</summary>
internal sealed record ChangeModel(Guid CommandId, string Model) : ConversationCommand(CommandId);

/// <summary>Forget what was said. Turns that run or wait are cancelled, and their answers are not kept.</summary>
internal sealed record ClearHistory(Guid CommandId) : ConversationCommand(CommandId);

/// <summary>Forget everything, and the conversation itself. Turns that run or wait are cancelled.</summary>
internal sealed record DeleteConversation(Guid CommandId) : ConversationCommand(CommandId);

/// <summary>Question for a page of messages, going backwards from one of them or from the end; answered by <see cref="PageShown"/>.</summary>
internal sealed record ShowPage(Guid CommandId, string? Before, int Limit) : ConversationCommand(CommandId);

/// <summary>Question for what is kept of a turn whose log is gone; answered by <see cref="TurnShown"/>, or by <see cref="TurnIsOpen"/>.</summary>
internal sealed record ShowTurn(Guid CommandId, TurnId Turn) : ConversationCommand(CommandId);

/// <summary>Order from a session: show me this conversation from now on. Answered by <see cref="SurfaceAttached"/>.</summary>
/// <param name="CommandId">The asker's name for it.</param>
/// <param name="After">The number of the last news it has; null for none.</param>
/// <param name="Messages">Messages that it wants to see when it has no news yet, at most.</param>
internal sealed record AttachSurface(Guid CommandId, long? After, int Messages) : ConversationCommand(CommandId);

/// <summary>Order from a session: I look away. Not a cancellation.</summary>
internal sealed record DetachSurface(Guid CommandId) : ConversationCommand(CommandId);

/// <summary>An order is carried out or under way, and will not be forgotten.</summary>
/// <param name="CommandId">Which order.</param>
/// <param name="Conversation">The conversation that it made or concerns.</param>
/// <param name="Turn">The turn that it made or concerns; null for none.</param>
/// <param name="Seq">The number of the news that holds it; null for none.</param>
/// <param name="IsDuplicate">It had been accepted before.</param>
internal sealed record CommandAccepted(Guid CommandId, Guid Conversation, TurnId? Turn, long? Seq, bool IsDuplicate = false);

/// <summary>An order is not carried out, and nothing has changed.</summary>
/// <param name="CommandId">Which order.</param>
/// <param name="Conversation">The conversation that it concerns.</param>
/// <param name="Code">Why, for programs.</param>
/// <param name="Reason">Why, in a sentence that names the thing.</param>
internal sealed record CommandRefused(Guid CommandId, Guid Conversation, ErrorCode Code, string Reason);

/// <summary>A page of a conversation.</summary>
/// <param name="CommandId">Which question.</param>
/// <param name="Summary">The conversation as it stands.</param>
/// <param name="Messages">The page, oldest first.</param>
/// <param name="HasOlder">There are messages before it.</param>
/// <param name="Open">The answers that are under way.</param>
internal sealed record PageShown(
    Guid CommandId, ConversationSummary Summary, IReadOnlyList<ConversationEntry> Messages, bool HasOlder, IReadOnlyList<OpenAnswer> Open);

/// <summary>What is kept of a turn that has ended.</summary>
/// <param name="CommandId">Which question.</param>
/// <param name="Conversation">Its conversation.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Closed">How it ended, and what was said.</param>
internal sealed record TurnShown(Guid CommandId, Guid Conversation, TurnId Turn, TurnClosed Closed);

/// <summary>What a session sees when it comes: either what it missed, or what there is.</summary>
/// <param name="CommandId">Which order.</param>
/// <param name="Summary">The conversation as it stands.</param>
/// <param name="Missed">The news after the number that was given; null when there was none, or it is too old.</param>
/// <param name="Messages">The newest messages, oldest first; empty where the missed news are there.</param>
/// <param name="HasOlder">There are messages before them.</param>
/// <param name="Open">The answers that are under way.</param>
internal sealed record SurfaceAttached(
    Guid CommandId,
    ConversationSummary Summary,
    IReadOnlyList<ConversationNews>? Missed,
    IReadOnlyList<ConversationEntry> Messages,
    bool HasOlder,
    IReadOnlyList<OpenAnswer> Open);

/// <summary>The turn has not ended: its log is on the shelf. Whoever asked before the conversation was loaded looks there now.</summary>
internal sealed record TurnIsOpen(Guid CommandId);
