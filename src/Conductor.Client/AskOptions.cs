using Conductor.Protocol.V2.Messages;

namespace Conductor.Client;

/// <summary>What may be said of a prompt besides its words.</summary>
public sealed record AskOptions
{
    /// <summary>The model that is to answer; null for the conversation's.</summary>
    public string? Model { get; init; }

    /// <summary>What happens while an answer is under way; it waits unless said otherwise.</summary>
    public PromptPolicy Policy { get; init; }

    /// <summary>Pictures that go with it, base64.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
}
