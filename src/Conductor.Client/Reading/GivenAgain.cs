namespace Conductor.Client.Reading;

/// <summary>
/// What readers have of an answer that a conductor gives once more, because it was started again before all of it was saved. As long as the words are
/// the same, nobody is told. For one caller at a time.
/// </summary>
/// <param name="text">The text that readers have.</param>
/// <param name="thinking">The reasoning that they have.</param>
/// <param name="textMatched">So many characters of the text are the same, as is known already.</param>
/// <param name="thinkingMatched">So many of the reasoning.</param>
internal sealed class GivenAgain(string text, string thinking, int textMatched, int thinkingMatched)
{
    private int _text = textMatched;
    private int _thinking = thinkingMatched;

    /// <summary>All that readers have was given again.</summary>
    public bool IsCaughtUp => _text == text.Length && _thinking == thinking.Length;

    /// <summary>The text that was the same so far.</summary>
    public string Text => text[.._text];

    /// <summary>The reasoning that was the same so far.</summary>
    public string Thinking => thinking[.._thinking];

    /// <summary>Takes the next piece of the text.</summary>
    /// <returns>What is new of it; null where it is another answer.</returns>
    public string? TakeText(string piece) => _thinking < thinking.Length ? null : Take(piece, text, ref _text);

    /// <summary>Takes the next piece of the reasoning.</summary>
    /// <returns>What is new of it; null where it is another answer.</returns>
    public string? TakeThinking(string piece) => Take(piece, thinking, ref _thinking) is { } rest && (rest.Length == 0 || IsCaughtUp) ? rest : null;

    private static string? Take(string piece, string shown, ref int matched)
    {
        var same = Math.Min(piece.Length, shown.Length - matched);
        if (string.CompareOrdinal(shown, matched, piece, 0, same) != 0)
            return null;
        matched += same;
        return piece[same..];
    }
}
