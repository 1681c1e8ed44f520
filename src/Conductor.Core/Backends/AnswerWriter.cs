using Conductor.Core.Models;
using Conductor.Core.Rescue;
using Conductor.Core.Routing;
using Conductor.Core.Streams;

namespace Conductor.Core.Backends;

/// <summary>
/// Puts what a host sends into the log. An answer that is given again is compared with what readers have: as long as it is the same it is
/// swallowed, where it differs they are told to begin anew. Part of a pump; for one caller at a time.
/// </summary>
internal sealed class AnswerWriter(ResponseLog log, bool isReplay, BackendGauge? gauge)
{
    private readonly long _before = log.LastNumber;
    private ReplayMatcher? _replay = isReplay ? new ReplayMatcher(log) : null;

    /// <summary>Entries that were appended.</summary>
    public long Added => log.LastNumber - _before;

    /// <summary>The host's counts, once they came.</summary>
    public ModelUsage? Usage { get; private set; }

    /// <summary>Takes one output; not the end.</summary>
    /// <returns>False when the log is full.</returns>
    public bool Take(in ModelOutput output)
    {
        switch (output.Kind)
        {
            case OutputKind.Text:
                return Write(EntryKind.Text, output.Utf8.Span);
            case OutputKind.Thinking:
                return Write(EntryKind.Thinking, output.Utf8.Span);
            case OutputKind.ToolCall:
                return Write(EntryKind.ToolCall, output.Utf8.Span);
            case OutputKind.Extra:
                return Write(EntryKind.Extra, output.Utf8.Span);
            case OutputKind.Usage:
                Usage = output.Usage;
                return true;
            default:
                return true;
        }
    }

    /// <summary>The end has come. A whole answer that is shorter than what readers have of it is another answer.</summary>
    public void Finish(Ending ending)
    {
        if (ending.IsWhole && _replay is { IsCaughtUp: false } replay)
            BeginAnew(replay);
        // Told last: a replay must know first whether these are the counts of what readers have.
        if (ending.IsWhole && Usage is { } usage)
            log.Append(EntryKind.Usage, usage);
    }

    private bool Write(EntryKind kind, ReadOnlySpan<byte> utf8)
    {
        if (_replay is { } replay)
        {
            switch (replay.Feed(kind, utf8, out utf8))
            {
                case ReplayMatch.Swallowed:
                    return true;
                case ReplayMatch.Differs:
                    BeginAnew(replay);
                    break;
            }
        }
        gauge?.Wrote();
        // Text is told quietly: a pump wakes readers when the host has nothing more at hand.
        return kind is EntryKind.Text or EntryKind.Thinking ? log.AppendQuietly(kind, utf8) : log.Append(kind, utf8);
    }

    private void BeginAnew(ReplayMatcher replay)
    {
        _replay = null;
        var same = replay.Matched().ToList();
        log.Append(EntryKind.Restarted, payload: null);
        foreach (var (kind, utf8) in same)
            log.AppendQuietly(kind, utf8.Span);
    }
}
