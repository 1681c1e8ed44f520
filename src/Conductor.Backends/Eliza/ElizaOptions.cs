namespace Conductor.Backends.Eliza;

/// <summary>How Eliza speaks.</summary>
public sealed record ElizaOptions
{
    /// <summary>The pause between words.</summary>
    /// <value>Default 25 ms, a brisk reading speed; from 0 (no pause) to 10 s.</value>
    public TimeSpan WordPace { get; init; } = TimeSpan.FromMilliseconds(25);
}
