using Conductor.Core.Admission;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations;

/// <summary>
/// Order to run a turn whose request is complete in itself (an API call that brings its whole conversation along). Answered by
/// <see cref="TurnStarted"/> before anything is known of the outcome: that comes through the log.
/// </summary>
/// <param name="Turn">The turn's name.</param>
/// <param name="Request">What is asked; an empty model means the default one.</param>
/// <param name="Caller">Whose turn it is, for fairness.</param>
public sealed record StartTurn(TurnId Turn, ModelRequest Request, string Caller)
{
    /// <summary>The kind of work that the caller says it is; null: Conductor guesses where it matters.</summary>
    public TaskKind? Task { get; init; }

    /// <summary>How pressing the caller says it is, within what the operator lets it say; null: as its kind of work is.</summary>
    public TurnPriority? Priority { get; init; }
}

/// <summary>A turn runs, or waits for its slot: its answer comes through the log.</summary>
/// <param name="Turn">The turn's name.</param>
/// <param name="Log">Its answer.</param>
/// <param name="Conversation">Who takes <see cref="CancelTurn"/> for it.</param>
public sealed record TurnStarted(TurnId Turn, ResponseLog Log, IActorRef Conversation);

/// <summary>Order to end a turn at once, wherever it is. A turn that has ended stays as it ended.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Ending">What it ends as.</param>
public sealed record CancelTurn(TurnId Turn, Ending Ending);

/// <summary>Order to end every turn and take no more.</summary>
/// <param name="Ending">What the turns end as.</param>
internal sealed record EndConversation(Ending Ending);

/// <summary>Order to take no more turns, and to say <see cref="ConversationDrained"/> once the last one has ended.</summary>
internal sealed record DrainConversation;

/// <summary>A conversation has no turn left and takes none.</summary>
internal sealed record ConversationDrained;

/// <summary>One message of a conversation that is kept.</summary>
/// <param name="Id">Its name on the wire, unique in this process.</param>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text.</param>
/// <param name="At">When it was finished.</param>
/// <param name="End">How it ended, for an answer that was cut short; null for whole ones.</param>
public sealed record ConversationEntry(string Id, string Role, string Content, DateTimeOffset At, StreamEnd? End = null);

/// <summary>Order from a session: show me this conversation from now on. Answered by <see cref="SurfaceAttached"/>.</summary>
internal sealed record AttachSurface;

/// <summary>Order from a session: I look away. Not a cancellation.</summary>
internal sealed record DetachSurface;

/// <summary>What a session sees when it comes.</summary>
/// <param name="Model">The model that answers; empty for the default one.</param>
/// <param name="History">Messages so far, oldest first.</param>
/// <param name="CreatedAt">When the conversation began.</param>
/// <param name="Live">The answer that is under way, if one is.</param>
internal sealed record SurfaceAttached(string Model, IReadOnlyList<ConversationEntry> History, DateTimeOffset CreatedAt, TurnOpened? Live);

/// <summary>Order from a session: this is what the person said. Queued behind the answer that is under way.</summary>
/// <param name="Content">Their words.</param>
/// <param name="Caller">Who they are, for fairness.</param>
internal sealed record SubmitPrompt(string Content, string Caller);

/// <summary>News for all sessions: somebody said something.</summary>
internal sealed record PromptTaken(ConversationEntry Message);

/// <summary>News for all sessions: an answer begins, and here it will come.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="MessageId">The answer's name on the wire.</param>
/// <param name="Model">The model that was asked for; empty for the default one.</param>
/// <param name="Log">The answer.</param>
internal sealed record TurnOpened(TurnId Turn, string MessageId, string Model, ResponseLog Log);

/// <summary>News for the session that asked: the conversation waits for nothing more, or cannot take this.</summary>
internal sealed record PromptRefused(string Reason);

/// <summary>Order from a session: answer with this model from now on.</summary>
internal sealed record ChangeModel(string Model);

/// <summary>Order from a session: forget what was said.</summary>
internal sealed record ClearHistory;

/// <summary>News for all sessions: what was said is forgotten.</summary>
internal sealed record HistoryCleared;

/// <summary>News for all sessions: another model answers from now on.</summary>
internal sealed record ModelChanged(string Model);
