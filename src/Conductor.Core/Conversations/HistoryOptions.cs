namespace Conductor.Core.Conversations;

/// <summary>How a conversation is made to fit the model that answers.</summary>
public sealed record HistoryOptions
{
    /// <summary>What goes when it is too long.</summary>
    /// <value>Default <see cref="HistoryPolicy.DropOldest"/>.</value>
    public HistoryPolicy Policy { get; init; } = HistoryPolicy.DropOldest;

    /// <summary>The share of the context that is left for the answer.</summary>
    /// <value>Default 0.25; from 0.05 to 0.9.</value>
    public double Reserve { get; init; } = 0.25;

    /// <summary>The context in tokens where no host says how much its model reads; null: all is sent then.</summary>
    /// <value>Default null; from 256 up.</value>
    public int? AssumedContext { get; init; }
}
