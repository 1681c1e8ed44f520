using Conductor.Core.Models;

namespace Conductor.Core.Conversations.Summaries;

/// <summary>What was said up to a message, in short.</summary>
/// <param name="Through">The last message that it covers.</param>
/// <param name="Text">The summary.</param>
internal sealed record HistorySummary(string Through, string Text)
{
    /// <summary>As a model is shown it, in the place of the messages that it covers.</summary>
    public ChatMessage Message => new("system", $"Notes on the earlier part of this conversation:\n{Text}");
}
