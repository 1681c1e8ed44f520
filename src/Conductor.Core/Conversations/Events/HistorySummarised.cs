namespace Conductor.Core.Conversations.Events;

/// <summary>
/// A model wrote down what was said up to a message, for models whose context is shorter than the conversation. The messages themselves
/// stay as they are. The latest one counts, until its message is removed.
/// </summary>
/// <param name="Through">The last message that it covers.</param>
/// <param name="Text">The summary.</param>
/// <param name="Model">The model that wrote it; null where it is not known.</param>
public sealed record HistorySummarised(string Through, string Text, string? Model) : ConversationEvent
{
    /// <inheritdoc/>
    public override bool IsNews => false;
}
