namespace Conductor.OllamaSim.Words;

/// <summary>Cuts a text into tokens as a model would say it: a word with the space before it, or a single sign.</summary>
internal static class Tokens
{
    public static IEnumerable<string> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = EndOf(text, start);
            yield return text[start..end];
            start = end;
        }
    }

    public static int Count(string text)
    {
        var count = 0;
        for (var start = 0; start < text.Length; start = EndOf(text, start)) count++;
        return count;
    }

    private static int EndOf(string text, int start)
    {
        var at = start;
        if (text[at] is ' ' && at + 1 < text.Length) at++;
        if (!IsLetter(text[at])) return at + (char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1);
        while (at < text.Length && IsLetter(text[at])) at++;
        return at;
    }

    private static bool IsLetter(char sign) => char.IsAsciiLetterOrDigit(sign) || (sign > 0x7f && sign < 0x2000 && char.IsLetter(sign));
}
