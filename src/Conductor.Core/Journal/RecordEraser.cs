namespace Conductor.Core.Journal;

/// <summary>
/// Takes the words out of a deleted conversation's records, where they lie: deleting a file would leave them on the disk. Each record
/// keeps its length and its way to the one before, so that an interrupted erasure is taken up again. For the journal's own thread.
/// </summary>
internal static class RecordEraser
{
    /// <summary>Erases every record from the last one back; durable when this returns.</summary>
    public static void Erase(JournalState state, Guid conversation, RecordPlace last)
    {
        var touched = new HashSet<Segment>();
        var walk = new ChainWalk(conversation, last, after: 0);
        while (!walk.Next.IsNowhere)
        {
            var place = walk.Next;
            Segment? segment;
            lock (state.Gate)
                state.Index.TryGetSegment(place.Segment, out segment);
            if (segment is null)
                break;
            var bytes = RecordFetch.Read(segment, place.Offset);
            walk.Take(bytes, segment.Salt);
            // What the end was cut before has nothing left to be erased.
            if (bytes.Length >= RecordHeader.Size && RecordHeader.Read(bytes) is var header && header.Conversation == conversation && header.Length == bytes.Length)
            {
                Overwrite(segment, place, header);
                if (header.Kind != RecordKind.Erased)
                    lock (state.Gate)
                        state.Index.Discard(place, header.Length);
            }
            touched.Add(segment);
        }
        foreach (var segment in touched)
            segment.File.Sync();
    }

    /// <summary>Puts an erased record in the place of one. Durable once its file is synced.</summary>
    public static void Overwrite(Segment segment, RecordPlace place, in RecordHeader header)
    {
        var erased = new byte[header.Length];
        (header with { Kind = RecordKind.Erased, Count = 0 }).Write(erased, segment.Salt, place.Offset);
        segment.File.Write(erased, place.Offset);
    }
}
