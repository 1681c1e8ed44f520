using System.Text;

namespace Conductor.Backends.Eliza;

/// <summary>Cuts what a person wrote into words and ends of clauses. Any text will do; it is read up to a bound.</summary>
internal static class ElizaWords
{
    /// <summary>Longest input that is read, in UTF-16 units; the rest is not heard.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Stands for the end of a clause. No word can be equal to it.</summary>
    public const string ClauseEnd = ".";

    /// <summary>The words, in the writer's own case, with <see cref="ClauseEnd"/> between clauses.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaxLength)).EnumerateRunes())
        {
            if (IsInWord(rune))
            {
                word.Append(rune == new Rune('’') ? "'" : rune.ToString());
                continue;
            }
            Close();
            if (rune.Value is '.' or ',' or ';' or ':' or '!' or '?' or '\n' or '—' or '…' && words is not [] and not [.., ClauseEnd])
                words.Add(ClauseEnd);
        }
        Close();
        return words;

        void Close()
        {
            var found = word.ToString().Trim('\'', '-');
            word.Clear();
            if (found.Length > 0)
                words.Add(found);
        }
    }

    // Letters of any script, and what people put where words go: emoji, signs. Quotes and brackets are left out.
    private static bool IsInWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value is '\'' or '’' or '-' or '_' or '+' or '#' or '@' or '$' or '€' or '%' or '&' or 0x200D or 0xFE0F
        || rune.Value > 0x7F && !Rune.IsWhiteSpace(rune) && !Rune.IsPunctuation(rune) && !Rune.IsControl(rune);
}
