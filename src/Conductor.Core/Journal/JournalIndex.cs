using System.Diagnostics.CodeAnalysis;
using Conductor.Core.Ports;

namespace Conductor.Core.Journal;

/// <summary>Which conversations the journal holds and where. Owned by the journal, whose gate protects it.</summary>
internal sealed class JournalIndex
{
    // Orders to delete are remembered, so that a repeat is known; the oldest are forgotten when there are more.
    private const int MostDeletions = 10_000;

    private readonly Queue<Guid> _deletedInOrder = new();
    private readonly Dictionary<Guid, Guid> _deleted = [];

    public Dictionary<Guid, IndexEntry> Conversations { get; } = [];

    public SortedDictionary<uint, Segment> Segments { get; } = [];

    /// <summary>Deleted conversations with the order that did it, oldest first.</summary>
    public IEnumerable<KeyValuePair<Guid, Guid>> Deleted => _deletedInOrder.Select(id => KeyValuePair.Create(id, _deleted[id]));

    /// <summary>Whether a conversation was deleted by an order.</summary>
    public bool WasDeletedBy(Guid conversation, Guid? command) => command is { } order && _deleted.TryGetValue(conversation, out var by) && by == order;

    public void Delete(Guid conversation, Guid command)
    {
        Conversations.Remove(conversation);
        if (_deleted.TryAdd(conversation, command))
            _deletedInOrder.Enqueue(conversation);
        if (_deletedInOrder.Count > MostDeletions)
            _deleted.Remove(_deletedInOrder.Dequeue());
    }

    public bool TryGetSegment(uint id, [NotNullWhen(true)] out Segment? segment) => Segments.TryGetValue(id, out segment);

    /// <summary>The entry of a conversation, made if there is none.</summary>
    public IndexEntry EntryOf(Guid conversation)
    {
        if (!Conversations.TryGetValue(conversation, out var entry))
            Conversations[conversation] = entry = new IndexEntry(new ConversationOutline { Id = conversation });
        return entry;
    }

    /// <summary>A record of a conversation is where it is, and the conversation what it is with it.</summary>
    public void Append(IndexEntry entry, ConversationOutline outline, RecordPlace place, int length, bool isCheckpoint)
    {
        (entry.Outline, entry.Last) = (outline, place);
        if (isCheckpoint && outline.OpenTurns > 0)
            (entry.Checkpoints ??= []).Add((place, length));
        else if (isCheckpoint)
            Discard(place, length);
        if (outline.OpenTurns > 0 || entry.Checkpoints is not { } worthless)
            return;
        foreach (var (was, bytes) in worthless)
            Discard(was, bytes);
        entry.Checkpoints = null;
    }

    /// <summary>A record of so many bytes is garbage from now on.</summary>
    public void Discard(RecordPlace place, int length)
    {
        if (Segments.TryGetValue(place.Segment, out var segment))
            segment.Dead += length;
    }
}
