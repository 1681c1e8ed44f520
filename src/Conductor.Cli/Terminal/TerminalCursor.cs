using System.Globalization;
using System.Text;

namespace Conductor.Cli.Terminal;

/// <summary>Where the cursor of a terminal is in its line, as far as it follows from what was written. What a person types meanwhile is not known.</summary>
internal struct TerminalCursor
{
    /// <summary>Cells from the left edge; the width of the terminal when the line is full and the next character begins another.</summary>
    public int Column { get; private set; }

    /// <summary>Something is written.</summary>
    /// <param name="text">The text, which may be styled.</param>
    /// <param name="width">Cells that a line has.</param>
    /// <returns>Whether the cursor has stayed in its line, and short of its edge.</returns>
    public bool Move(ReadOnlySpan<char> text, int width)
    {
        var stays = true;
        while (!text.IsEmpty)
        {
            if (text[0] == '\e')
            {
                text = text[EscapeLength(text)..];
                continue;
            }
            Rune.DecodeFromUtf16(text, out var rune, out var length);
            text = text[length..];
            if (rune.Value is '\n' or '\r')
                (Column, stays) = (0, stays && rune.Value == '\r');
            else if (rune.Value == '\t')
                Column = Math.Min(width - 1, ((Column / 8) + 1) * 8);
            else
                stays &= Advance(CellsOf(rune), width);
        }
        return stays;
    }

    /// <summary>A person has ended the line.</summary>
    public void Return() => Column = 0;

    private bool Advance(int cells, int width)
    {
        var wraps = Column + cells > width;
        Column = wraps ? cells : Column + cells;
        return !wraps && Column < width;
    }

    // "\e[" up to its letter, or the escape and what it escapes.
    private static int EscapeLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[1] != '[')
            return Math.Min(2, text.Length);
        var end = text[2..].IndexOfAnyInRange('@', '~');
        return end < 0 ? text.Length : end + 3;
    }

    private static int CellsOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // Han, Hangul, Kana and their signs; pictures.
    private static bool IsWide(int rune) => rune is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F900 and <= 0x1F9FF)
        or (>= 0x20000 and <= 0x3FFFD);
}
