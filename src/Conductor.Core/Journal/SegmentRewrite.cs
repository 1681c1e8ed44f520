using System.Buffers;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>
/// Empties a segment: each conversation that has records in it is written anew at the end of the journal, without the checkpoints of
/// turns that have ended. A piece at a time, so that appends do not wait. For the journal's own thread.
/// </summary>
internal sealed class SegmentRewrite
{
    private const long Piece = 1024 * 1024;
    private const int LongestPart = 1024 * 1024;

    private readonly JournalState _state;
    private readonly JournalTail _tail;
    private readonly Queue<Guid> _left;

    public SegmentRewrite(JournalState state, JournalTail tail, Segment segment)
    {
        (_state, _tail, Segment) = (state, tail, segment);
        var seen = new HashSet<Guid>();
        var scan = new SegmentScan(segment, Segment.HeaderSize);
        while (scan.TryNext(out var record))
            if (RecordHeader.Read(record) is { Kind: RecordKind.Events or RecordKind.Part or RecordKind.LastPart } header)
                seen.Add(header.Conversation);
        _left = new Queue<Guid>(seen);
    }

    public Segment Segment { get; }

    /// <summary>Nothing needs the segment any more.</summary>
    public bool IsDone => _left.Count == 0;

    /// <summary>Moves some conversations; durable when this returns.</summary>
    /// <returns>Bytes written.</returns>
    public long DoSome()
    {
        var written = 0L;
        while (written < Piece && _left.TryPeek(out var conversation))
        {
            written += Move(conversation);
            _left.Dequeue();
        }
        return written;
    }

    private long Move(Guid conversation)
    {
        var chain = Walk(conversation, _state.LastOf(conversation));
        // Moved already, or deleted: what is left of it here is garbage.
        if (chain is null || !chain.Found.Exists(record => record.Place.Segment == Segment.Id))
            return 0;
        var parts = Parts(conversation, chain, out var checkpoints);
        _tail.Begin(parts.Sum(part => (long)part.Bytes.WrittenCount));
        var place = default(RecordPlace);
        foreach (var (header, bytes) in parts)
            place = _tail.Add(header with { Before = place }, bytes.WrittenSpan);
        _tail.Commit();
        lock (_state.Gate)
        {
            var entry = _state.Index.Conversations[conversation];
            (entry.Last, entry.Checkpoints) = (place, checkpoints > 0 ? [(place, checkpoints)] : null);
            foreach (var (was, bytes) in chain.Found)
                _state.Index.Discard(was, bytes.Length);
        }
        EraseWhatWas(chain);
        return parts.Sum(part => (long)part.Bytes.WrittenCount);
    }

    // Nothing leads to the former records any more: a deletion would not find those that lie in other segments.
    private void EraseWhatWas(ChainWalk chain)
    {
        var touched = new HashSet<Segment>();
        foreach (var (place, bytes) in chain.Found)
        {
            Segment? segment;
            lock (_state.Gate)
                _state.Index.TryGetSegment(place.Segment, out segment);
            if (segment is null || segment == Segment)
                continue;
            RecordEraser.Overwrite(segment, place, RecordHeader.Read(bytes));
            touched.Add(segment);
        }
        foreach (var segment in touched)
            segment.File.Sync();
    }

    private ChainWalk? Walk(Guid conversation, RecordPlace last)
    {
        var walk = new ChainWalk(conversation, last, after: 0);
        while (!walk.Next.IsNowhere)
        {
            Segment? segment;
            lock (_state.Gate)
                _state.Index.TryGetSegment(walk.Next.Segment, out segment);
            if (segment is null)
                return null;
            var offset = walk.Next.Offset;
            walk.Take(RecordFetch.Read(segment, offset), segment.Salt);
        }
        return walk;
    }

    private static List<(RecordHeader Header, ArrayBufferWriter<byte> Bytes)> Parts(Guid conversation, ChainWalk chain, out int checkpoints)
    {
        var events = Enumerable.Reverse(chain.Found).SelectMany(record => RecordEvents.Read(record.Bytes)).ToList();
        var ended = events.Select(stored => stored.Event).OfType<TurnEnded>().Select(end => end.Turn).ToHashSet();
        var parts = new List<(RecordHeader Header, ArrayBufferWriter<byte> Bytes)>();
        checkpoints = 0;
        for (var i = 0; i < events.Count;)
        {
            var bytes = new ArrayBufferWriter<byte>(4096);
            bytes.Write(new byte[RecordHeader.Size]);
            var first = i;
            // A gap in the numbers begins a new part: the numbers of a part count up.
            for (; i < events.Count && bytes.WrittenCount < LongestPart && events[i].Number == events[first].Number + (i - first); i++)
                checkpoints += Write(bytes, events[i], ended);
            parts.Add((new RecordHeader { Kind = RecordKind.Part, Conversation = conversation, First = events[first].Number, Count = i - first }, bytes));
        }
        if (parts.Count > 0)
            parts[^1] = (parts[^1].Header with { Kind = RecordKind.LastPart }, parts[^1].Bytes);
        return parts;
    }

    // A checkpoint's number stays when its turn has ended, for numbers have no gaps; what it saved is in the answer by then.
    private static int Write(ArrayBufferWriter<byte> bytes, StoredEvent stored, HashSet<Guid> ended)
    {
        var before = bytes.WrittenCount;
        var isWorthless = stored.Event is EntriesSaved saved && ended.Contains(saved.Turn);
        RecordEvents.Write(bytes, isWorthless ? (EntriesSaved)stored.Event with { Entries = [] } : stored.Event, stored.Epoch);
        return stored.Event is EntriesSaved && !isWorthless ? bytes.WrittenCount - before : 0;
    }
}
