using System.Text;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Keeping;

/// <summary>
/// Takes what is new of one answer for a checkpoint, and knows when the next is due. It is no reader of the log: it holds nothing back
/// and costs a token nothing but one comparison. Owned by the conversation's actor.
/// </summary>
internal sealed class AnswerSaver : IDisposable
{
    // A checkpoint longer than this is cut in two: an answer that came in one rush makes no endless record.
    private const int LongestCheckpoint = 4096;

    private readonly Guid _turn;
    private readonly ResponseLog _log;
    private readonly SavedEntries.Builder _entries = new();
    private readonly LogReader _reader;
    private readonly int _every;
    private readonly Action _isDue;

    /// <summary>Begins behind what is saved already.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="log">Its answer.</param>
    /// <param name="saved">The number of the last entry that is saved; 0 for none.</param>
    /// <param name="every">Entries after which a checkpoint is due.</param>
    /// <param name="isDue">Called, from whatever thread the answer comes on, when it is.</param>
    public AnswerSaver(TurnId turn, ResponseLog log, long saved, int every, Action isDue)
    {
        (_turn, _log, _every, _isDue) = (turn.Value, log, every, isDue);
        _reader = log.Reread(saved);
        Saved = saved;
        log.NotifyAt(saved + every, isDue);
    }

    /// <summary>The number of the last entry that was taken.</summary>
    public long Saved { get; private set; }

    /// <summary>The events that keep what is new; none when nothing is, or the answer has ended, for then its end keeps all.</summary>
    public IReadOnlyList<ConversationEvent> Take(DateTimeOffset at)
    {
        var events = new List<ConversationEvent>(1);
        var from = Saved + 1;
        while (_log.Ending is null && _entries.Count < LongestCheckpoint && _reader.TryRead(out var entry))
        {
            Saved = _reader.Position;
            SavedEntry.Write(entry, _entries);
            if (entry.Kind == EntryKind.ToolCall)
                events.Add(new ToolCalled(_turn, Saved, Encoding.UTF8.GetString(entry.Utf8.Span)) { At = at });
            else if (entry is { Kind: EntryKind.Usage, Usage: { } usage })
                events.Add(new UsageCounted(_turn, usage) { At = at });
        }
        if (_entries.Count > 0)
            events.Insert(0, new EntriesSaved(_turn, from, _entries.Take()) { At = at });
        if (_log.Ending is null)
            _log.NotifyAt(Saved + _every, _isDue);
        return events;
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    /// <summary>What the host has counted, as far as the log has it.</summary>
    public static ModelUsage? UsageOf(ResponseLog log)
    {
        ModelUsage? usage = null;
        var reader = log.Reread();
        while (reader.TryRead(out var entry))
            usage = entry.Usage ?? usage;
        return usage;
    }
}
