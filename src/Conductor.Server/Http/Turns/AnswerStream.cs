using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Server.Http.Turns;

/// <summary>Puts the entries of one turn into their form, and knows whether its end is whole. For one caller at a time.</summary>
internal sealed class AnswerStream(CallerTurn turn, AnswerForm form, StreamedBody body)
{
    // Said of an answer that another host began anew: what this caller has of it cannot be taken back.
    private static readonly Ending Diverged = new(StreamEnd.BackendCut, "the answer broke off and could not be continued with the same words; ask again");

    private ModelUsage? _usage;
    private Ending? _ending;
    private bool _saidAnything;

    /// <summary>The last entry was taken.</summary>
    public bool HasEnded => _ending is not null;

    /// <summary>Writes what an entry says into the batch.</summary>
    public void Take(in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Usage:
                _usage = entry.Usage;
                break;
            case EntryKind.End:
                _ending = entry.Ending;
                break;
            case EntryKind.Restarted when _saidAnything:
                _ending = Diverged;
                turn.Cancel(Diverged);
                break;
            case EntryKind.Restarted:
                _usage = null;
                break;
            default:
                _saidAnything = true;
                form.Write(body.Output, entry);
                break;
        }
    }

    /// <summary>Writes the end: the counts, or the error and then nothing more.</summary>
    public ValueTask EndAsync()
    {
        if (_ending!.IsWhole)
        {
            form.WriteEnd(body.Output, _ending, _usage);
            return body.FinishAsync();
        }
        form.WriteError(body.Output, _ending);
        return body.CutAsync();
    }
}
