namespace Conductor.Core.Journal;

/// <summary>A place in the journal that cannot be read: something that was durable is lost there.</summary>
/// <param name="File">The file.</param>
/// <param name="From">The first byte.</param>
/// <param name="To">The byte behind the last one.</param>
/// <param name="Lost">What is lost, in words.</param>
public sealed record JournalDamage(string File, long From, long To, string Lost)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}, bytes {From} to {To}: {Lost}";
}

/// <summary>What an opening found.</summary>
public sealed record JournalFindings
{
    /// <summary>Conversations that are there.</summary>
    public int Conversations { get; init; }

    /// <summary>Bytes of records that were read to find them.</summary>
    public long BytesRead { get; init; }

    /// <summary>Bytes at the ends of files that were never finished, and were cut.</summary>
    public long Cut { get; init; }

    /// <summary>What was durable and is lost.</summary>
    public IReadOnlyList<JournalDamage> Damage { get; init; } = [];
}
