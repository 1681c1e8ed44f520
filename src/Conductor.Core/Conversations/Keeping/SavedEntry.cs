using System.Text;
using Conductor.Core.Conversations.Events;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Keeping;

/// <summary>An entry of an answer as a checkpoint keeps it: a letter for its kind, then what it says. Its number is its place in the list.</summary>
internal static class SavedEntry
{
    /// <summary>The letter of an entry that begins the answer anew.</summary>
    public const char Restarted = 'r';

    /// <summary>Adds an entry.</summary>
    public static void Write(in LogEntry entry, SavedEntries.Builder to)
    {
        var (letter, says) = entry.Kind switch
        {
            EntryKind.Text => ('t', entry.Utf8),
            EntryKind.Thinking => ('k', entry.Utf8),
            EntryKind.ToolCall => ('c', entry.Utf8),
            EntryKind.Extra => ('x', entry.Utf8),
            EntryKind.Restarted => (Restarted, ReadOnlyMemory<byte>.Empty),
            // Where a turn stood is of no use later; its number is.
            _ => ('s', ReadOnlyMemory<byte>.Empty),
        };
        to.Add((byte)letter, says.Span);
    }

    /// <summary>Puts saved entries into an empty log, each under the number that it had.</summary>
    public static void Restore(ResponseLog log, IEnumerable<string> entries)
    {
        foreach (var saved in entries)
        {
            var utf8 = Encoding.UTF8.GetBytes(saved, 1, saved.Length - 1);
            switch (saved[0])
            {
                case 't' or 'k' or 'c' or 'x' when utf8.Length > 0:
                    log.Append(KindOf(saved[0]), utf8);
                    break;
                case Restarted:
                    log.Append(EntryKind.Restarted, payload: null);
                    break;
                default:
                    log.Append(EntryKind.Status, new TurnStatus(TurnStage.Started, Reason: "before Conductor was started again"));
                    break;
            }
        }
    }

    private static EntryKind KindOf(char letter) => letter switch
    {
        't' => EntryKind.Text,
        'k' => EntryKind.Thinking,
        'c' => EntryKind.ToolCall,
        _ => EntryKind.Extra,
    };
}
