namespace Conductor.Core.Conversations;

/// <summary>How a conversation is set up. Immutable.</summary>
/// <param name="Id">Its name; <see cref="Guid.Empty"/> for the main one.</param>
internal sealed record ConversationPlan(Guid Id)
{
    /// <summary>Its title; null for none yet.</summary>
    public string? Title { get; init; }

    /// <summary>The model that answers; empty for the default one.</summary>
    public string Model { get; init; } = "";

    /// <summary>What the model is told before everything else; null for nothing.</summary>
    public string? System { get; init; }

    /// <summary>The conversation that it goes on from; null for none.</summary>
    public Guid? BranchOf { get; init; }

    /// <summary>What was said before it began, for one that goes on where another was.</summary>
    public IReadOnlyList<ConversationEntry> Messages { get; init; } = [];
}
