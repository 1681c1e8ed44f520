namespace Conductor.Core.Streams;

/// <summary>A run of consecutive entries. Chunks are linked, so that a log grows without ever moving what readers look at.</summary>
internal sealed class LogChunk(long firstNumber, int capacity)
{
    private const int LargestCapacity = 512;

    /// <summary>The number of the entry at index 0.</summary>
    public long FirstNumber { get; } = firstNumber;

    /// <summary>Written by the writer before the entry's number is published, read only after.</summary>
    public LogEntry[] Entries { get; } = new LogEntry[capacity];

    /// <summary>The next chunk; set before its first entry is published.</summary>
    public LogChunk? Next { get; private set; }

    /// <summary>Links a chunk behind this one, twice as large up to a bound.</summary>
    public LogChunk Grow() => Next = new LogChunk(FirstNumber + Entries.Length, Math.Min(Entries.Length * 2, LargestCapacity));
}
