namespace Conductor.Core.Conversations;

/// <summary>How much of an answer a crash can cost, and what becomes of it afterwards.</summary>
public sealed record SavingOptions
{
    /// <summary>Longest time between two checkpoints of an answer that comes.</summary>
    /// <value>Default 1 s; from 10 ms to 1 min.</value>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most entries of an answer between two checkpoints.</summary>
    /// <value>Default 64; from 1 to 100,000.</value>
    public int CheckpointEntries { get; init; } = 64;

    /// <summary>What becomes of a turn that was under way when its conductor died.</summary>
    /// <value>Default <see cref="RecoveryPolicy.Regenerate"/>.</value>
    public RecoveryPolicy Recovery { get; init; } = RecoveryPolicy.Regenerate;

    /// <summary>How long a conversation that nobody looks at and in which nothing runs stays in memory.</summary>
    /// <value>Default 1 min; from 0 to 1 d.</value>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(1);
}
