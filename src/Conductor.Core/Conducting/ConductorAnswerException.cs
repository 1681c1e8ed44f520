using Conductor.Core.Streams;

namespace Conductor.Core.Conducting;

/// <summary>An answer did not come to its end.</summary>
/// <param name="ending">How it ended, and whose doing that was.</param>
/// <param name="text">What came before.</param>
public sealed class ConductorAnswerException(Ending ending, string text) : Exception(ending.Detail ?? $"The answer ended early ({ending.End}).")
{
    /// <summary>How it ended.</summary>
    public Ending Ending => ending;

    /// <summary>What came before; empty for nothing.</summary>
    public string Text => text;
}
