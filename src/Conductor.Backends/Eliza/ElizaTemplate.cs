using System.Globalization;
using System.Text;

namespace Conductor.Backends.Eliza;

/// <summary>A text with places for parts of the clause: <c>{3}</c> is the third.</summary>
internal sealed class ElizaTemplate
{
    private readonly List<(string Text, int Part)> _pieces = [];

    /// <summary>Reads it. Throws <see cref="FormatException"/> for a brace that is not a number of a part.</summary>
    public ElizaTemplate(string text, int parts)
    {
        while (text.IndexOf('{') is >= 0 and var open)
        {
            var close = text.IndexOf('}', open);
            if (close < 0 || !int.TryParse(text.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var part) || part < 1 || part > parts)
                throw new FormatException($"'{text[open..]}' does not begin with the number of one of the {parts} parts of the pattern.");
            _pieces.Add((text[..open], part));
            text = text[(close + 1)..];
        }
        _pieces.Add((text, 0));
    }

    /// <summary>The text with its places filled.</summary>
    public string Fill(Func<int, string> part)
    {
        var filled = new StringBuilder();
        foreach (var (text, number) in _pieces)
            filled.Append(text).Append(number > 0 ? part(number) : "");
        return filled.ToString();
    }
}
