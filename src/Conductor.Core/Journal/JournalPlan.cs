namespace Conductor.Core.Journal;

/// <summary>How conversations are kept, as checked from the configuration. Immutable.</summary>
public sealed record JournalPlan
{
    /// <summary>The longest record, in bytes. An append that is longer is refused.</summary>
    public const int LargestRecord = 128 * 1024 * 1024;

    /// <summary>The directory; null: nothing is kept beyond the process.</summary>
    public string? Directory { get; init; }

    /// <summary>How long an append may wait for others to share its fsync with, while there are others.</summary>
    /// <value>Default 1 ms; from 0 to 100 ms.</value>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes after which a new file is begun.</summary>
    /// <value>Default 64 MiB; from 64 KiB to 1 GiB.</value>
    public long SegmentSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes that may be written before the index is saved: what an opening after a crash has to read at most.</summary>
    /// <value>Default 16 MiB.</value>
    public long SaveIndexEvery { get; init; } = 16 * 1024 * 1024;

    /// <summary>Conversations in which nothing has happened for so long are deleted; null: never.</summary>
    public TimeSpan? RetainFor { get; init; }

    /// <summary>Past so many bytes in all, the conversations that were not used for longest are deleted; null: never.</summary>
    /// <value>Default 10 GiB.</value>
    public long? RetainBytes { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Bytes of appends that may wait for the disk. Past that appends are refused until it has caught up.</summary>
    /// <value>Default 64 MiB.</value>
    public long MaxWaiting { get; init; } = 64 * 1024 * 1024;
}
