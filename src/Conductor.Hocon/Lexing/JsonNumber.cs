namespace Conductor.Hocon.Lexing;

/// <summary>The grammar of a JSON number.</summary>
internal static class JsonNumber
{
    /// <summary>Whether a text is exactly one JSON number: no leading zeros, no leading plus, no dot at an end.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("-")) text = text[1..];
        var digits = CountDigits(text);
        if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
        text = text[digits..];
        return SkipFraction(ref text) && SkipExponent(ref text) && text.IsEmpty;
    }

    private static bool SkipFraction(ref ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(".")) return true;
        var digits = CountDigits(text[1..]);
        text = text[(1 + digits)..];
        return digits > 0;
    }

    private static bool SkipExponent(ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] is not ('e' or 'E')) return true;
        text = text[1..];
        if (!text.IsEmpty && text[0] is '+' or '-') text = text[1..];
        var digits = CountDigits(text);
        text = text[digits..];
        return digits > 0;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }
}
