using Conductor.Hocon.Typing;

namespace Conductor.Hocon.Values;

/// <summary>Finds the key that was probably meant by one that is not known.</summary>
public static class NearestKey
{
    // Longer keys are nobody's slip of the keyboard; this bounds the work for each candidate.
    private const int LongestKey = 64;

    // Nor is one of thousands of names a slip of the keyboard.
    private const int MostCandidates = 1_000;

    /// <summary>The candidate with the fewest edits between it and the key, or null if none is close.</summary>
    /// <remarks>
    /// Close is one edit for every three characters. An edit adds, drops, replaces or swaps a character; case, '-' and '_' do not count,
    /// so "keepAlive" means "keep-alive". The first of equals is taken. Of the candidates the
    /// first 1,000 are looked at.
    /// </remarks>
    public static string? Find(string key, IEnumerable<string> candidates)
    {
        if (key.Length is 0 or > LongestKey) return null;
        var (nearest, fewest, folded) = ((string?)null, int.MaxValue, KebabCase.Fold(key));
        foreach (var candidate in candidates.Take(MostCandidates))
        {
            if (candidate.Length is 0 or > LongestKey) continue;
            var edits = CountEdits(folded, KebabCase.Fold(candidate));
            if (edits < fewest) (nearest, fewest) = (candidate, edits);
        }
        return fewest <= Math.Max(1, key.Length / 3) && fewest < key.Length ? nearest : null;
    }

    private static int CountEdits(string left, string right)
    {
        var (before, previous, current) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++) previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
                var isSwapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                if (isSwapped) current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[right.Length];
    }
}
