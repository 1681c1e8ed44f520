using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Server.Http.Turns;

/// <summary>A turn that has ended: how, and where in its log the parts of the answer are. The text itself stays in the log.</summary>
internal sealed class AnswerSummary
{
    private AnswerSummary(Ending ending) => Ending = ending;

    /// <summary>How it ended.</summary>
    public Ending Ending { get; private set; }

    /// <summary>The counts, where the host gave them.</summary>
    public ModelUsage? Usage { get; private set; }

    /// <summary>The number of the entry behind which the answer begins; what is before it was taken back.</summary>
    public long After { get; private set; }

    /// <summary>There is reasoning in the log.</summary>
    public bool HasThinking { get; private set; }

    /// <summary>The tool calls, JSON objects, in their order.</summary>
    public List<ReadOnlyMemory<byte>> ToolCalls { get; } = [];

    /// <summary>The fields that pass through, JSON objects, in their order.</summary>
    public List<ReadOnlyMemory<byte>> Extras { get; } = [];

    /// <summary>Reads a turn to its end.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="entry">Its first entry, which was read already.</param>
    /// <returns>Null when the caller left before the end.</returns>
    public static async ValueTask<AnswerSummary?> ReadAsync(CallerTurn turn, LogEntry entry)
    {
        var summary = new AnswerSummary(Ending.Completed);
        var isThere = true;
        while (isThere)
        {
            if (entry.Kind == EntryKind.End)
            {
                summary.Ending = entry.Ending!;
                return summary;
            }
            summary.Note(entry, turn.Position);
            (isThere, entry) = await turn.ReadAsync();
        }
        return null;
    }

    private void Note(in LogEntry entry, long position)
    {
        switch (entry.Kind)
        {
            case EntryKind.Thinking:
                HasThinking = true;
                break;
            case EntryKind.ToolCall:
                ToolCalls.Add(entry.Utf8);
                break;
            case EntryKind.Extra:
                Extras.Add(entry.Utf8);
                break;
            case EntryKind.Usage:
                Usage = entry.Usage;
                break;
            case EntryKind.Restarted:
                (After, HasThinking, Usage) = (position, false, null);
                ToolCalls.Clear();
                Extras.Clear();
                break;
        }
    }
}
