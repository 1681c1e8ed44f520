using Conductor.Core.Admission;
using Conductor.Core.Backends;
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

    /// <summary>
    /// The conversation that the turn is a part of, so that surfaces can see it, stop it and go on from it; made where it is not there yet. Null: the
    /// turn is nobody's but its caller's.
    /// </summary>
    public Guid? Conversation { get; init; }

    /// <summary>Whether it goes when real work comes.</summary>
    internal TurnYields Yields { get; init; }
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
public sealed record ConversationEntry(string Id, string Role, string Content, DateTimeOffset At, StreamEnd? End = null)
{
    /// <summary>The turn that it asked for or answers; null for none.</summary>
    public TurnId? Turn { get; init; }

    /// <summary>The model that answered, for an answer.</summary>
    public string? Model { get; init; }

    /// <summary>The number of the last entry of its log, for an answer.</summary>
    public long LastEntry { get; init; }

    /// <summary>Which attempt at its turn it was, from 1, for an answer.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Pictures that go with a prompt, base64.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
}

/// <summary>A conversation as it stands.</summary>
/// <param name="Id">Its name; empty for the main one.</param>
/// <param name="Title">Its title, or the first words that were said in it; null while there are none.</param>
/// <param name="Model">The model that answers; empty for the default one.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When something last happened in it.</param>
/// <param name="MessageCount">How many messages it has.</param>
/// <param name="Running">How many turns run in it.</param>
/// <param name="Seq">The number of its last news.</param>
internal sealed record ConversationSummary(
    Guid Id, string? Title, string Model, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int MessageCount, int Running, long Seq);
