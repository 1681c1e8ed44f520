using System.Text.Json.Serialization;

namespace Conductor.Core.Conversations.Events;

/// <summary>
/// Something that happened in a conversation and is kept: all that is known of a conversation follows from its events in their order.
/// Immutable. New kinds may be added; what a kind holds may grow by optional members only, because old journals are read for ever.
/// </summary>
public abstract record ConversationEvent
{
    /// <summary>The order that this event carries out: unique in its conversation, so that a repeated order is known. Null for an effect.</summary>
    [JsonIgnore]
    public Guid? CommandId { get; init; }

    /// <summary>When it happened, to the millisecond.</summary>
    [JsonIgnore]
    public DateTimeOffset At { get; init; }

    /// <summary>
    /// Surfaces are told of it, and it has a number among their events. The others (checkpoints of an answer) are for recovery only.
    /// </summary>
    [JsonIgnore]
    public virtual bool IsNews => true;
}

/// <summary>The first event: somebody began the conversation.</summary>
/// <param name="Title">Its title; null until it has one.</param>
/// <param name="Model">The model that answers; null for the default one.</param>
/// <param name="System">What the model is told before everything else; null for nothing.</param>
/// <param name="BranchOf">The conversation that it was copied from; null for none.</param>
public sealed record ConversationBegun(string? Title = null, string? Model = null, string? System = null, Guid? BranchOf = null) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}

/// <summary>The conversation has this title or this model from now on; null where it stays as it was.</summary>
public sealed record ConversationChanged(string? Title = null, string? Model = null) : ConversationEvent;

/// <summary>A message that was copied from elsewhere: by a branch or an import. It asks for no answer.</summary>
public sealed record MessageCopied(KeptMessage Message) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}

/// <summary>A person or a program said something, and it will be answered. The order is accepted with this.</summary>
/// <param name="Turn">The turn that answers it.</param>
/// <param name="Message">What was said; null when the last message is answered once more.</param>
/// <param name="AnswerId">The id that the answer will have as a message.</param>
/// <param name="Model">The model that was asked for; null for the conversation's own.</param>
/// <param name="Caller">Whose turn it is, for fairness.</param>
/// <param name="Beside">It is answered beside whatever runs, without waiting for it.</param>
public sealed record PromptAccepted(Guid Turn, KeptMessage? Message, string AnswerId, string? Model, string Caller, bool Beside = false) : ConversationEvent
{
    /// <summary>The message that is answered; null where it is the one that was said with this.</summary>
    public string? PromptId { get; init; }

    /// <inheritdoc/>
    public override bool IsNews => Message is not null;
}

/// <summary>An order was accepted that keeps nothing else, such as a cancellation. It is remembered so that its repeat is known.</summary>
/// <param name="What">The order's name.</param>
/// <param name="Turn">The turn that it concerns; null for none or all.</param>
public sealed record OrderAccepted(string What, Guid? Turn = null) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}

/// <summary>This message and all after it are gone, because somebody edited, retried or cleared.</summary>
/// <param name="From">The first message that is gone; null for all of them.</param>
/// <param name="Count">How many are gone.</param>
public sealed record MessagesRemoved(string? From, int Count) : ConversationEvent;
