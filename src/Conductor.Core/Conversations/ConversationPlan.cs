namespace Conductor.Core.Conversations;

/// <summary>How a conversation is set up. Immutable.</summary>
/// <param name="Model">The model that answers; empty for the default one.</param>
/// <param name="IsTransient">It exists for one call and goes with its last turn.</param>
internal sealed record ConversationPlan(string Model = "", bool IsTransient = false);
