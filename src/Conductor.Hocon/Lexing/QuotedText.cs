using System.Globalization;
using System.Text;

namespace Conductor.Hocon.Lexing;

/// <summary>Reads text in double or triple quotes.</summary>
internal static class QuotedText
{
    private const string Triple = "\"\"\"";

    /// <summary>The characters meant by the quoted text at a position, which moves behind it. A mistake is reported and read over.</summary>
    public static string Read(SourceText source, ref int at, Diagnostics diagnostics) =>
        string.CompareOrdinal(source.Text, at, Triple, 0, 3) == 0
            ? ReadTriple(source, ref at, diagnostics)
            : ReadSingle(source, ref at, diagnostics);

    private static string ReadTriple(SourceText source, ref int at, Diagnostics diagnostics)
    {
        var (text, open) = (source.Text, at);
        var end = text.IndexOf(Triple, open + 3, StringComparison.Ordinal);
        if (end < 0)
        {
            diagnostics.Report(source.Origin(open, 3), "this triple-quoted text is never closed; end it with \"\"\"");
            at = text.Length;
            return text[(open + 3)..];
        }
        // More than three quotes at the end: the last three close, the others belong to the text.
        while (end + 3 < text.Length && text[end + 3] == '"') end++;
        at = end + 3;
        return text[(open + 3)..end];
    }

    private static string ReadSingle(SourceText source, ref int at, Diagnostics diagnostics)
    {
        var (text, open) = (source.Text, at);
        var value = new StringBuilder();
        at++;
        while (at < text.Length && text[at] is not ('"' or '\n'))
        {
            if (text[at] == '\\') ReadEscape(source, ref at, value, diagnostics);
            else value.Append(ReadCharacter(source, ref at, diagnostics));
        }
        if (at < text.Length && text[at] == '"') at++;
        else diagnostics.Report(source.Origin(open, 1), "this quoted text is not closed on its line; end it with a quote, or use \\n or triple quotes for a line break");
        return value.ToString();
    }

    private static char ReadCharacter(SourceText source, ref int at, Diagnostics diagnostics)
    {
        var c = source.Text[at];
        if (c < ' ') diagnostics.Report(source.Origin(at, 1), $"quoted text holds the control character U+{(int)c:X4}; write it as \\u{(int)c:x4}");
        at++;
        return c;
    }

    private static void ReadEscape(SourceText source, ref int at, StringBuilder value, Diagnostics diagnostics)
    {
        var text = source.Text;
        var escape = at + 1 < text.Length ? text[at + 1] : '\n';
        var plain = escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        if (plain != '\0')
        {
            value.Append(plain);
            at += 2;
        }
        else if (escape == 'u' && TryReadHex(text, at + 2, out var unit))
        {
            value.Append(unit);
            at += 6;
        }
        else
        {
            var length = escape == '\n' ? 1 : 2;
            diagnostics.Report(source.Origin(at, length), "unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits");
            at += length;
        }
    }

    private static bool TryReadHex(string text, int at, out char unit)
    {
        unit = '\0';
        if (at + 4 > text.Length || !ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return false;
        unit = (char)code;
        return true;
    }
}
