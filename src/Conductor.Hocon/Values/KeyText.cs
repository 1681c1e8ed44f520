using System.Buffers;
using System.Text;
using Conductor.Hocon.Lexing;

namespace Conductor.Hocon.Values;

/// <summary>Writes text so that it reads back as itself.</summary>
internal static class KeyText
{
    private static readonly SearchValues<char> PlainKey =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private static readonly SearchValues<char> PlainValue =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./%~");

    /// <summary>A key, in quotes unless it is of ASCII letters, digits, '-' and '_'. "include" is quoted: at the start of a line it is a statement.</summary>
    public static string Write(string key) =>
        key.Length > 0 && !key.AsSpan().ContainsAnyExcept(PlainKey) && key != "include" ? key : Quote(key);

    /// <summary>Whether a text value reads back as itself without quotes, and would not be taken for something else by a person.</summary>
    public static bool IsPlainValue(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(PlainValue) && text is not ("true" or "false" or "null")
        && !JsonNumber.IsNumber(text) && !text.Contains("//", StringComparison.Ordinal);

    /// <summary>Text for a sentence: what is longer than 80 characters is cut.</summary>
    public static string Shorten(string text, int longest = 80)
    {
        if (text.Length <= longest) return text;
        // Half a pair would print as a question mark.
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
    }

    /// <summary>Text in double quotes, as JSON writes it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair) quoted.Append(c).Append(text[++i]);
            else AppendEscaped(quoted, c);
        }
        return quoted.Append('"').ToString();
    }

    private static void AppendEscaped(StringBuilder quoted, char c) => _ = c switch
    {
        '"' or '\\' => quoted.Append('\\').Append(c),
        '\n' => quoted.Append("\\n"),
        '\r' => quoted.Append("\\r"),
        '\t' => quoted.Append("\\t"),
        // Half a pair has no UTF-8 form, and a control character no safe one on a terminal.
        _ when char.IsControl(c) || char.IsSurrogate(c) => quoted.Append("\\u").Append(((int)c).ToString("x4", null)),
        _ => quoted.Append(c),
    };
}
