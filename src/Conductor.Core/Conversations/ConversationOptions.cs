namespace Conductor.Core.Conversations;

/// <summary>The bounds of the conversations that are kept.</summary>
public sealed record ConversationOptions
{
    /// <summary>Conversations at a time; one more is refused.</summary>
    /// <value>Default 10,000.</value>
    public int MaxConversations { get; init; } = 10_000;

    /// <summary>Prompts that may wait in one conversation; one more is refused.</summary>
    /// <value>Default 64.</value>
    public int MaxWaiting { get; init; } = 64;

    /// <summary>Answers that may come beside each other in one conversation; one more is refused.</summary>
    /// <value>Default 8.</value>
    public int MaxParallel { get; init; } = 8;

    /// <summary>Messages of one conversation; the oldest go when there are more.</summary>
    /// <value>Default 1,000.</value>
    public int MaxMessages { get; init; } = 1000;

    /// <summary>Characters of all messages of one conversation; the oldest go when there are more.</summary>
    /// <value>Default 10 Mi.</value>
    public int MaxCharacters { get; init; } = 10 * 1024 * 1024;

    /// <summary>News of one conversation that can be told again; a surface that has missed more gets a snapshot.</summary>
    /// <value>Default 512.</value>
    public int MaxNews { get; init; } = 512;

    /// <summary>How long the log of an answer can be read once it has ended; after that the conversation has its text.</summary>
    /// <value>Default 10 min.</value>
    public TimeSpan Retain { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of all logs that are kept after their end, of all conversations; the oldest go when there are more.</summary>
    /// <value>Default 64 MiB.</value>
    public long RetainBytes { get; init; } = 64 * 1024 * 1024;
}
