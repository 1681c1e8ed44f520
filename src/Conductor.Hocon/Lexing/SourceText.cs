namespace Conductor.Hocon.Lexing;

/// <summary>One text with the name that errors call it by.</summary>
internal sealed class SourceText(string name, string text)
{
    private int[]? _lineStarts;

    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>Line and column, both from 1, of an offset; one past the end is the end.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        // Two threads may both count the lines: they store the same answer.
        var starts = _lineStarts ??= CountLines(Text);
        var index = Array.BinarySearch(starts, offset);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, offset - starts[line] + 1);
    }

    /// <summary>The text of a line, counted from 1, without its end.</summary>
    public ReadOnlySpan<char> Line(int number)
    {
        var starts = _lineStarts ??= CountLines(Text);
        var end = number < starts.Length ? starts[number] - 1 : Text.Length;
        return Text.AsSpan(starts[number - 1], end - starts[number - 1]).TrimEnd('\r');
    }

    /// <summary>Where a line, counted from 1, begins.</summary>
    public int Start(int number) => (_lineStarts ??= CountLines(Text))[number - 1];

    public HoconOrigin Origin(int start, int length) => new(this, start, length);

    private static int[] CountLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1)) starts.Add(at + 1);
        return [.. starts];
    }
}
