using Conductor.Core.Streams;

namespace Conductor.Core.Rescue;

/// <summary>What has become of a piece of a repeated answer.</summary>
internal enum ReplayMatch
{
    /// <summary>The log has all of it already.</summary>
    Swallowed,

    /// <summary>The log has it up to a point; what is left is new.</summary>
    HandedOn,

    /// <summary>The log has something else there: this is another answer.</summary>
    Differs,
}

/// <summary>
/// Compares an answer that is given again, piece by piece, with what a log already has, however either is cut into pieces. Part of a
/// pump; for one caller at a time.
/// </summary>
/// <remarks>
/// Text and reasoning must be the same bytes in the same order, tool calls the same but for their ids, which every host makes up anew.
/// Of what merely passes through (log probabilities) as many pieces are swallowed as the log has. Status and counts are not compared.
/// </remarks>
internal sealed class ReplayMatcher
{
    private readonly ResponseLog _log;
    private readonly long _begin;
    private readonly long _end;
    private readonly LogReader _reader;
    private LogEntry _expected;
    private int _matched;
    private int _extrasLeft;
    private int _extrasMatched;

    /// <summary>Makes one that expects what the log has now, since it was last begun anew.</summary>
    public ReplayMatcher(ResponseLog log)
    {
        (_log, _end) = (log, log.LastNumber);
        var scout = log.Reread();
        while (scout.Position < _end && scout.TryRead(out var entry))
        {
            if (entry.Kind == EntryKind.Restarted)
                (_begin, _extrasLeft) = (scout.Position, 0);
            else if (entry.Kind == EntryKind.Extra)
                _extrasLeft++;
        }
        _reader = log.Reread(_begin);
        Next();
    }

    /// <summary>All that the log had has been given again: from now on everything is new.</summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>Bytes of text, reasoning and tool calls that were the same so far.</summary>
    public long MatchedBytes { get; private set; }

    /// <summary>Takes the next piece.</summary>
    /// <param name="kind">Its kind: text, thinking, tool call or extra.</param>
    /// <param name="utf8">Its bytes, whole characters.</param>
    /// <param name="rest">
    /// What is new of it, or what is left from where it differs. Whole characters: the pieces of both sides are, and up to there they are the same.
    /// </param>
    public ReplayMatch Feed(EntryKind kind, ReadOnlySpan<byte> utf8, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        switch (kind)
        {
            case EntryKind.Extra when _extrasLeft > 0:
                _extrasLeft--;
                _extrasMatched++;
                return ReplayMatch.Swallowed;
            case EntryKind.Extra:
                rest = utf8;
                return ReplayMatch.HandedOn;
            case EntryKind.ToolCall:
                return FeedToolCall(utf8, out rest);
            default:
                return FeedText(kind, utf8, out rest);
        }
    }

    /// <summary>What was the same so far, in pieces: with the rest of the piece that differs it is what a reader needs who starts anew.</summary>
    public IEnumerable<(EntryKind Kind, ReadOnlyMemory<byte> Utf8)> Matched()
    {
        var reader = _log.Reread(_begin);
        var (left, extras) = (MatchedBytes, _extrasMatched);
        while ((left > 0 || extras > 0) && reader.TryRead(out var entry))
        {
            if (entry.Kind == EntryKind.Extra && extras-- > 0)
                yield return (entry.Kind, entry.Utf8);
            if (!IsCompared(entry.Kind) || left == 0)
                continue;
            var piece = entry.Utf8[..(int)Math.Min(left, entry.Utf8.Length)];
            left -= piece.Length;
            yield return (entry.Kind, piece);
        }
    }

    private ReplayMatch FeedText(EntryKind kind, ReadOnlySpan<byte> utf8, out ReadOnlySpan<byte> rest)
    {
        rest = utf8;
        while (!IsCaughtUp && !rest.IsEmpty)
        {
            var expected = _expected.Utf8.Span[_matched..];
            var length = Math.Min(expected.Length, rest.Length);
            if (_expected.Kind != kind || !expected[..length].SequenceEqual(rest[..length]))
                return ReplayMatch.Differs;
            Advance(length);
            rest = rest[length..];
        }
        return rest.IsEmpty ? ReplayMatch.Swallowed : ReplayMatch.HandedOn;
    }

    private ReplayMatch FeedToolCall(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> rest)
    {
        rest = json;
        if (IsCaughtUp)
            return ReplayMatch.HandedOn;
        if (_expected.Kind != EntryKind.ToolCall || !ToolCall.AreSame(_expected.Utf8, json.ToArray()))
            return ReplayMatch.Differs;
        rest = default;
        Advance(_expected.Utf8.Length);
        return ReplayMatch.Swallowed;
    }

    private void Advance(int length)
    {
        _matched += length;
        MatchedBytes += length;
        if (_matched == _expected.Utf8.Length)
            Next();
    }

    private void Next()
    {
        _matched = 0;
        do
            IsCaughtUp = _reader.Position >= _end || !_reader.TryRead(out _expected);
        while (!IsCaughtUp && !IsCompared(_expected.Kind));
    }

    private static bool IsCompared(EntryKind kind) => kind is EntryKind.Text or EntryKind.Thinking or EntryKind.ToolCall;
}
