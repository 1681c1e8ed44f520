namespace Conductor.Core.Routing;

/// <summary>How unlike two names are, in single-character edits (Levenshtein 1965), ignoring case.</summary>
public static class EditDistance
{
    // Names come from outside: what is past this does not make them any nearer.
    private const int LongestLooked = 64;

    /// <summary>The characters to insert, take out or change to make one the other; of each the first 64 count.</summary>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        one = one[..Math.Min(one.Length, LongestLooked)];
        other = other[..Math.Min(other.Length, LongestLooked)];
        Span<int> row = stackalloc int[LongestLooked + 1];
        for (var j = 0; j <= other.Length; j++)
            row[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + same);
                (diagonal, row[j]) = (row[j], best);
            }
        }
        return row[other.Length];
    }
}
