using Conductor.Core.Conversations.Events;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>
/// Opens what is on the disk: the saved index, then every record behind it. What was never finished is cut; what was durable and is
/// damaged is reported; a conversation that was written anew replaces what was there before. For the journal's own thread.
/// </summary>
internal sealed class JournalRecovery(IJournalDisk disk, JournalIndex index)
{
    private readonly Dictionary<Guid, ConversationOutline> _parts = [];
    private readonly Dictionary<Guid, JournalDamage> _gaps = [];
    private readonly List<BadPlace> _bad = [];
    private readonly HashSet<Guid> _replaced = [];
    private long _read;
    private long _cut;

    /// <summary>The last records of deleted conversations, whose words may still be there.</summary>
    public List<(Guid Conversation, RecordPlace Last)> ToErase { get; } = [];

    /// <summary>The largest run that ever was.</summary>
    public long Run { get; private set; }

    /// <summary>The largest number of a segment that there is or was, readable or not.</summary>
    public uint LargestSegment { get; private set; }

    public JournalFindings Recover()
    {
        OpenSegments();
        var (upTo, run) = IndexFile.Load(disk, index);
        // The saved index may know of a segment that is gone, and takes what has a smaller number for what it has read: none is given out again.
        LargestSegment = Math.Max(LargestSegment, upTo.Segment);
        Run = Math.Max(run, index.Segments.Values.Select(segment => segment.Run).DefaultIfEmpty(0).Max());
        foreach (var segment in index.Segments.Values.Where(segment => segment.Id >= upTo.Segment))
            Scan(segment, segment.Id == upTo.Segment ? upTo.Offset : Segment.HeaderSize);
        CutTail();
        return new JournalFindings { Conversations = index.Conversations.Count, BytesRead = _read, Cut = _cut, Damage = Damage() };
    }

    private void OpenSegments()
    {
        var ids = disk.List().Select(Segment.IdOf).Where(id => id != 0).Order().ToArray();
        foreach (var id in ids)
        {
            if (Segment.Open(disk, id) is { } segment)
                index.Segments[id] = segment;
            else
                Unopened(id);
        }
        LargestSegment = ids.LastOrDefault();
        foreach (var segment in index.Segments.Values)
            if (index.TryGetSegment(segment.Previous, out var previous))
                previous.Length = Math.Min(previous.Length, segment.PreviousLength);
    }

    private void Unopened(uint id)
    {
        long length;
        using (var file = disk.Open(Segment.NameOf(id)))
            length = file.Length;
        // The header is durable before the first record is written: without one nothing was ever in it.
        if (length <= Segment.HeaderSize)
            disk.Delete(Segment.NameOf(id));
        else
            _bad.Add(new BadPlace(Segment.NameOf(id), 0, length, default, WasDurable: true));
    }

    private void Scan(Segment segment, long from)
    {
        var scan = new SegmentScan(segment, Math.Min(from, segment.Length));
        var bad = new List<BadPlace>();
        var end = scan.At;
        while (scan.TryNext(out var record))
        {
            var header = RecordHeader.Read(record);
            if (header.WrittenAs > RecordHeader.Version)
                throw new ConversationStoreException($"{disk.Name}/{segment.Name} was written by a later version of Conductor. Start that version, or choose another journal.directory.");
            Note(segment, scan.Skipped, bad);
            for (var i = 0; i < bad.Count; i++)
                if (bad[i].From < header.Durable)
                    bad[i] = bad[i] with { WasDurable = true };
            Apply(header, record, new RecordPlace(segment.Id, (uint)scan.At), bad);
            end = scan.At + record.Length;
        }
        _read += end - from;
        // In a file that was left for the next one in the same run everything was durable.
        var wasLeft = index.Segments.Values.Any(next => next.Previous == segment.Id && next.Run == segment.Run);
        if (wasLeft)
            Note(segment, scan.Skipped, bad);
        else
            (_cut, segment.Length) = (_cut + segment.Length - end, end);
        _bad.AddRange(wasLeft ? bad.Select(one => one with { WasDurable = true }) : bad);
    }

    private static void Note(Segment segment, (long From, long To) skipped, List<BadPlace> bad)
    {
        if (skipped.To == skipped.From)
            return;
        Span<byte> header = stackalloc byte[RecordHeader.Size];
        var whose = segment.File.Read(header, skipped.From) == RecordHeader.Size ? RecordHeader.Read(header).Conversation : default;
        bad.Add(new BadPlace(segment.Name, skipped.From, skipped.To, whose, WasDurable: false));
    }

    private void Apply(in RecordHeader header, ReadOnlySpan<byte> record, RecordPlace place, List<BadPlace> bad)
    {
        switch (header.Kind)
        {
            case RecordKind.Events:
                ApplyEvents(header, record, place, bad);
                break;
            case RecordKind.Part or RecordKind.LastPart:
                ApplyPart(header, record, place);
                break;
            case RecordKind.Deleted:
                index.Delete(header.Conversation, new Guid(record.Slice(RecordHeader.Size, 16), bigEndian: true));
                _replaced.Add(header.Conversation);
                _gaps.Remove(header.Conversation);
                ToErase.Add((header.Conversation, header.Before));
                index.Discard(place, header.Length);
                break;
            default:
                index.Discard(place, header.Length);
                break;
        }
    }

    private void ApplyEvents(in RecordHeader header, ReadOnlySpan<byte> record, RecordPlace place, List<BadPlace> bad)
    {
        var entry = index.Conversations.GetValueOrDefault(header.Conversation);
        var head = entry?.Outline.Head ?? 0;
        if (header.First <= head)
        {
            index.Discard(place, header.Length);
            return;
        }
        if (header.First > head + 1)
        {
            // One that was handed over before it is missing: if both were under way together, neither was ever acknowledged.
            var durable = header.Durable;
            if (bad.Exists(one => one.From >= durable))
                return;
            _gaps[header.Conversation] = new JournalDamage(
                Segment.NameOf(place.Segment), place.Offset, place.Offset, $"the events {head + 1} to {header.First - 1} of the conversation {header.Conversation} are missing before this place");
        }
        entry ??= index.EntryOf(header.Conversation);
        index.Append(entry, Fold(entry.Outline, header, record), place, header.Length, IsCheckpoint(record));
    }

    private void ApplyPart(in RecordHeader header, ReadOnlySpan<byte> record, RecordPlace place)
    {
        var before = header.Before.IsNowhere ? null : _parts.GetValueOrDefault(header.Conversation);
        var outline = Fold(before ?? new ConversationOutline { Id = header.Conversation }, header, record);
        if (header.Kind == RecordKind.Part)
        {
            _parts[header.Conversation] = outline;
            return;
        }
        _parts.Remove(header.Conversation);
        var entry = index.EntryOf(header.Conversation);
        (entry.Outline, entry.Last) = (outline, place);
        _gaps.Remove(header.Conversation);
        // What was there before it is garbage, and may be half erased.
        _replaced.Add(header.Conversation);
    }

    private static ConversationOutline Fold(ConversationOutline outline, in RecordHeader header, ReadOnlySpan<byte> record)
    {
        foreach (var stored in RecordEvents.Read(record))
            outline = outline.After(stored.Event);
        return outline with { Head = header.First + header.Count - 1 };
    }

    private static bool IsCheckpoint(ReadOnlySpan<byte> record) =>
        RecordEvents.Read(record).TrueForAll(stored => stored.Event is EntriesSaved);

    // What lies behind the end was never finished. It goes, so that nobody takes it for something later.
    private void CutTail()
    {
        foreach (var segment in index.Segments.Values.Where(segment => segment.File.Length > segment.Length))
        {
            segment.File.SetLength(segment.Length);
            segment.File.Sync();
        }
        // After the death of the process alone what was read may still be in memory only, and more will be built on it.
        foreach (var segment in index.Segments.Values.TakeLast(1))
            segment.File.Sync();
    }

    private List<JournalDamage> Damage() =>
    [
        .. _bad.Where(one => one.WasDurable && !_replaced.Contains(one.Whose)).Select(one => new JournalDamage(
            one.File, one.From, one.To,
            one.Whose == default || !index.Conversations.ContainsKey(one.Whose) ? "it cannot be told what was there" : $"part of the conversation {one.Whose}, by what is left of it")),
        .. _gaps.Values,
    ];

    private sealed record BadPlace(string File, long From, long To, Guid Whose, bool WasDurable);
}
