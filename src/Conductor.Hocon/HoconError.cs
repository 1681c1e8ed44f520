using System.Text;

namespace Conductor.Hocon;

/// <summary>One mistake in a configuration, and where it is.</summary>
/// <param name="Origin">The offending text.</param>
/// <param name="Message">One sentence that names the thing and the way out, without its place.</param>
public sealed record HoconError(HoconOrigin Origin, string Message)
{
    private const int WidestExcerpt = 120;

    /// <summary>One sentence that names the thing and the way out, without its place. Control characters are replaced.</summary>
    public string Message { get; } = AppendPrintable(new StringBuilder(), Message).ToString();

    /// <summary>The mistake in one line, "file:line:column: message". It shows no text of the file, which may hold a secret.</summary>
    public override string ToString() => $"{Origin}: {Message}";

    /// <summary>The mistake with its line of the file and a caret line under the offending text, for a terminal.</summary>
    /// <remarks>A line longer than 120 characters is cut to the part around the mistake. Without a file it is <see cref="ToString"/>.</remarks>
    public string Explain()
    {
        if (Origin.Line == 0 || Origin.Text is not { } source) return ToString();
        var (number, column) = source.Locate(Origin.Start);
        var line = source.Line(number);
        var from = Math.Clamp(column - 1 - WidestExcerpt / 2, 0, Math.Max(0, line.Length - WidestExcerpt));
        var shown = line.Slice(from, Math.Min(WidestExcerpt, line.Length - from));
        var at = Math.Min(column - 1 - from, shown.Length);
        var carets = Math.Clamp(Origin.Length, 1, Math.Max(1, shown.Length - at));

        var gutter = $"{number,5} | ";
        var text = new StringBuilder(ToString()).Append('\n').Append(gutter);
        AppendPrintable(text, shown).Append('\n').Append(' ', gutter.Length - 2).Append("| ");
        // A tab stays a tab, so that the carets stand under the text whatever a terminal makes of it.
        foreach (var c in shown[..at]) text.Append(c == '\t' ? '\t' : ' ');
        return text.Append('^', carets).ToString();
    }

    /// <summary>File by file in the order of their first mistakes, each from its top to its bottom.</summary>
    internal static HoconError[] InReadingOrder(IReadOnlyCollection<HoconError> errors)
    {
        var sources = errors.Select(error => error.Origin.Text).Distinct().ToList();
        return [.. errors.OrderBy(error => sources.IndexOf(error.Origin.Text)).ThenBy(error => error.Origin.Start)];
    }

    // A file may hold escape sequences: they must not reach the terminal.
    private static StringBuilder AppendPrintable(StringBuilder text, ReadOnlySpan<char> line)
    {
        foreach (var c in line) text.Append(char.IsControl(c) && c != '\t' ? '\uFFFD' : c);
        return text;
    }
}
