namespace Conductor.Backends.Eliza;

/// <summary>A decomposition rule: the parts that a clause must have, in order.</summary>
internal sealed class ElizaPattern(IReadOnlyList<ElizaPart> parts)
{
    /// <summary>How many parts it has: the highest number that an answer can repeat.</summary>
    public int Count => parts.Count;

    /// <summary>
    /// Where each part lies in the clause, or null when the clause is of another form. Open parts take as little as they can, from
    /// left to right, in time proportional to clause and pattern.
    /// </summary>
    public Range[]? Match(IReadOnlyList<string> words)
    {
        var found = new Range[parts.Count];
        int part = 0, word = 0, open = -1, openEnd = 0;
        while (part < parts.Count || word < words.Count)
        {
            if (part < parts.Count && parts[part].IsOpen && word + parts[part].Least <= words.Count)
            {
                (open, openEnd) = (part, word + parts[part].Least);
                found[part++] = word..openEnd;
                word = openEnd;
            }
            else if (part < parts.Count && parts[part].Fits(words, word) is > 0 and var taken)
            {
                found[part++] = word..(word + taken);
                word += taken;
            }
            else if (open >= 0 && openEnd < words.Count)
            {
                // Only the last open part can help by taking one word more: what stands before it has its earliest place already.
                found[open] = found[open].Start..++openEnd;
                (part, word) = (open + 1, openEnd);
            }
            else
            {
                return null;
            }
        }
        return found;
    }
}

/// <summary>One part of a pattern.</summary>
/// <param name="Words">The words that fit, lower case; empty for any.</param>
/// <param name="Length">How many words it takes; for an open part the least.</param>
/// <param name="IsOpen">It may take more.</param>
internal sealed record ElizaPart(IReadOnlySet<string> Words, int Length, bool IsOpen)
{
    /// <summary>The least number of words that it takes.</summary>
    public int Least => Length;

    /// <summary>How many words it takes from here; 0 when it does not fit.</summary>
    public int Fits(IReadOnlyList<string> words, int at)
    {
        if (IsOpen || at + Length > words.Count)
            return 0;
        return Words.Count == 0 || Words.Contains(words[at]) ? Length : 0;
    }
}
