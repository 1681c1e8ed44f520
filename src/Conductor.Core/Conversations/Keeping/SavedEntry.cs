using System.Text;
using Conductor.Core.Streams;

namespace Conductor.Core.Conversations.Keeping;

/// <summary>An entry of an answer as a checkpoint keeps it: a letter for its kind, then what it says. Its number is its place in the list.</summary>
internal static class SavedEntry
{
    /// <summary>An entry as text.</summary>
    public static string Write(in LogEntry entry) => entry.Kind switch
    {
        EntryKind.Text => "t" + Encoding.UTF8.GetString(entry.Utf8.Span),
        EntryKind.Thinking => "k" + Encoding.UTF8.GetString(entry.Utf8.Span),
        EntryKind.ToolCall => "c" + Encoding.UTF8.GetString(entry.Utf8.Span),
        EntryKind.Extra => "x" + Encoding.UTF8.GetString(entry.Utf8.Span),
        EntryKind.Restarted => "r",
        // Where a turn stood is of no use later; its number is.
        _ => "s",
    };

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
                case 'r':
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
