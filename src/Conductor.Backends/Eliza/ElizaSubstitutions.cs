namespace Conductor.Backends.Eliza;

/// <summary>Words, or runs of words, that are replaced by others. At each place the longest run wins; what was put in stays.</summary>
internal sealed class ElizaSubstitutions
{
    private readonly Dictionary<string, string[]> _replacements = new(StringComparer.OrdinalIgnoreCase);
    private int _longest;

    /// <summary>Adds one.</summary>
    public void Add(IReadOnlyList<string> words, string[] replacement)
    {
        _replacements.Add(string.Join(' ', words), replacement);
        _longest = Math.Max(_longest, words.Count);
    }

    /// <summary>The words with every replacement made.</summary>
    public List<string> Apply(IReadOnlyList<string> words)
    {
        var result = new List<string>(words.Count);
        for (var at = 0; at < words.Count;)
        {
            var length = Math.Min(_longest, words.Count - at);
            string[]? replacement = null;
            while (length > 0 && !_replacements.TryGetValue(string.Join(' ', words.Skip(at).Take(length)), out replacement))
                length--;
            if (replacement is null)
                result.Add(words[at]);
            else
                result.AddRange(replacement);
            at += Math.Max(1, length);
        }
        return result;
    }
}
