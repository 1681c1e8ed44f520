using System.Text;
using Conductor.Hocon.Lexing;

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
    /// <param name="isSecret">Whether the value of a key, named by the last element of its path, must not be shown. Null: all of the line is shown.</param>
    /// <remarks>
    /// A line longer than 120 characters is cut to the part around the mistake. Each character of a secret is shown as '*'; with <paramref name="isSecret"/>
    /// a password in a URL is one too. Without a file it is <see cref="ToString"/>.
    /// </remarks>
    public string Explain(Func<string, bool>? isSecret = null)
    {
        if (Origin.Line == 0 || Origin.Text is not { } source) return AppendPrintable(new StringBuilder(), ToString()).ToString();
        var (number, column) = source.Locate(Origin.Start);
        var line = isSecret is null ? source.Line(number) : Hidden(source, number, isSecret);
        var from = Math.Clamp(column - 1 - WidestExcerpt / 2, 0, Math.Max(0, line.Length - WidestExcerpt));
        var shown = line.Slice(from, Math.Min(WidestExcerpt, line.Length - from));
        var at = Math.Min(column - 1 - from, shown.Length);
        var carets = Math.Clamp(Origin.Length, 1, Math.Max(1, shown.Length - at));

        var gutter = $"{number,5} | ";
        var text = AppendPrintable(new StringBuilder(), ToString()).Append('\n').Append(gutter);
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

    private static ReadOnlySpan<char> Hidden(SourceText source, int number, Func<string, bool> isSecret)
    {
        var (line, hidden) = (source.Line(number).ToArray(), SecretSpans.Find(source.Text, isSecret));
        var start = source.Start(number);
        for (var i = 0; i < line.Length; i++)
            if (hidden[start + i]) line[i] = '*';
        return line;
    }

    // A file may hold escape sequences: they must not reach the terminal.
    private static StringBuilder AppendPrintable(StringBuilder text, ReadOnlySpan<char> line)
    {
        foreach (var c in line) text.Append(char.IsControl(c) && c is not ('\t' or '\n') ? '\uFFFD' : c);
        return text;
    }
}
