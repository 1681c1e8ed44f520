using System.Globalization;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Cli.Chatting;

/// <summary>How fast an answer comes while it does: counts its pieces, which are tokens as good as always. The host's own counts come at its end.</summary>
internal sealed class AnswerPace(TimeProvider time)
{
    // Often enough to be live, seldom enough to be read.
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private long _tokens;
    private long _first;
    private long _shown;

    /// <summary>A piece has come.</summary>
    public void Count(TurnEntry piece)
    {
        if (_tokens == 0)
            _first = _shown = time.GetTimestamp();
        _tokens += (long)(piece.Seq - (piece.From ?? piece.Seq) + 1);
    }

    /// <summary>The answer begins anew.</summary>
    public void Restart() => _tokens = 0;

    /// <summary>What to show now; null when it is too soon for anything new.</summary>
    public string? Next()
    {
        if (_tokens < 2 || time.GetElapsedTime(_shown) < Every)
            return null;
        _shown = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_first).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{_tokens} tokens · {(_tokens - 1) / seconds:0.#} tokens/s · {seconds:0.0} s");
    }
}
