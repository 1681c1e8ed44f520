using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Events;

/// <summary>A message of a conversation as it is kept.</summary>
/// <param name="Id">Its name on the wire, unique in its conversation.</param>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text.</param>
/// <param name="At">When it was said.</param>
/// <param name="Turn">For an answer, its turn.</param>
/// <param name="Model">For an answer, the model.</param>
/// <param name="End">For an answer, how it ended.</param>
public sealed record KeptMessage(
    string Id, string Role, string Content, DateTimeOffset At, Guid? Turn = null, string? Model = null, StreamEnd? End = null)
{
    /// <summary>Images that came with it, base64; null for none.</summary>
    public IReadOnlyList<string>? Images { get; init; }
}
