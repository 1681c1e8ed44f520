namespace Conductor.Core.Journal;

/// <summary>
/// Goes from a conversation's last record back to its first, and keeps what it finds. Whoever walks fetches the bytes; the steps are
/// the same for the journal's thread and for readers.
/// </summary>
internal sealed class ChainWalk(Guid conversation, RecordPlace last, long after)
{
    /// <summary>Where the next record is; nowhere when the walk is over.</summary>
    public RecordPlace Next { get; private set; } = last;

    /// <summary>The records found so far, newest first.</summary>
    public List<(RecordPlace Place, byte[] Bytes)> Found { get; } = [];

    /// <summary>Places on the way that are damaged.</summary>
    public List<RecordPlace> Damaged { get; } = [];

    /// <summary>A record on the way has been erased: the conversation is deleted, or has been moved.</summary>
    public bool IsErased { get; private set; }

    /// <summary>Takes the bytes that lie at <see cref="Next"/>: a whole record, or as much as there is.</summary>
    public void Take(ReadOnlySpan<byte> bytes, ulong salt)
    {
        var here = Next;
        Next = default;
        if (bytes.Length < RecordHeader.Size)
        {
            Damaged.Add(here);
            return;
        }
        var header = RecordHeader.Read(bytes);
        var isValid = header.Length == bytes.Length && RecordHeader.IsValid(bytes, salt, here.Offset);
        if (header.Conversation != conversation)
        {
            Damaged.Add(here);
            return;
        }
        if (!isValid)
            Damaged.Add(here);
        else if (header.Kind == RecordKind.Erased)
            IsErased = true;
        else
            Found.Add((here, bytes.ToArray()));
        if (header.First > after + 1 && IsBefore(header.Before, here))
            Next = header.Before;
    }

    // A damaged header could point anywhere; backwards it comes to an end at least.
    private static bool IsBefore(RecordPlace before, RecordPlace here) =>
        !before.IsNowhere && (before.Segment < here.Segment || (before.Segment == here.Segment && before.Offset < here.Offset));
}
