using System.Text.Json.Serialization;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Events;

/// <summary>A turn is given to the fleet: for the first time, or anew by the conductor that took it over.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="AnswerId">The id that its answer will have as a message.</param>
/// <param name="Model">The model that is asked; empty for the default one.</param>
/// <param name="Attempt">1 for the first; each start after a crash counts one up.</param>
public sealed record TurnStarted(Guid Turn, string AnswerId, string Model, int Attempt) : ConversationEvent;

/// <summary>
/// Up to this number the attempts at a turn may have been seen by surfaces from here on. Kept before the first of them is told of it, so that no
/// conductor that takes the turn over ever gives a number away that already stands for other words.
/// </summary>
/// <param name="Turn">The turn.</param>
/// <param name="Attempt">The largest number that may be in use.</param>
public sealed record AttemptReserved(Guid Turn, int Attempt) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}

/// <summary>
/// A checkpoint of an answer: the entries of its log from one number on, each as it was. Written every second or 64 tokens while the
/// turn runs, and worthless once it has ended.
/// </summary>
/// <param name="Turn">The turn.</param>
/// <param name="From">The number of the first entry.</param>
/// <param name="Entries">The entries: the first letter is the kind (<c>t</c> text, <c>k</c> thinking, <c>c</c> tool call, <c>x</c> extra, <c>r</c> restarted, <c>s</c> any other), the rest what it says.</param>
public sealed record EntriesSaved(Guid Turn, long From, [property: JsonConverter(typeof(SavedEntries.Converter))] IReadOnlyList<string> Entries) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}

/// <summary>The model called a tool. What came of the call is not known here: after a crash it is never repeated in silence.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Number">The number of its entry.</param>
/// <param name="Call">The call, a JSON object.</param>
public sealed record ToolCalled(Guid Turn, long Number, string Call) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}

/// <summary>What the answer cost, as its host counted.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Usage">The counts.</param>
public sealed record UsageCounted(Guid Turn, ModelUsage Usage) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}

/// <summary>The one end of a turn, with the answer that the conversation keeps.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="End">How it ended.</param>
/// <param name="Detail">Why, in one sentence; null for a good end.</param>
/// <param name="Answer">The answer; null when nothing was said.</param>
/// <param name="Thinking">The model's reasoning; null when there was none.</param>
/// <param name="Entries">The number of the last entry of its log.</param>
public sealed record TurnEnded(Guid Turn, StreamEnd End, string? Detail, KeptMessage? Answer, string? Thinking, long Entries) : ConversationEvent
{
    /// <summary>Which attempt it was, from 1.</summary>
    public int Attempt { get; init; } = 1;
}
