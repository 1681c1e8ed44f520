namespace Conductor.Core.Conversations.Events;

/// <summary>What a conversation that nobody has given a title is known by: the first words that were said in it.</summary>
internal static class OpeningWords
{
    private const int Most = 60;

    /// <summary>The first words of what was said, in one line of 60 characters at most; null where there are none.</summary>
    public static string? Of(string said)
    {
        // Nobody says so much before the first words that more than this need be looked at.
        var line = string.Join(' ', said[..Math.Min(said.Length, 4 * Most)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Where(one => !char.IsControl(one)));
        if (line.Length <= Most)
            return line.Length == 0 ? null : line;
        var end = line.LastIndexOf(' ', Most - 1);
        // One word, or a language that has no spaces: it is cut where it must be, but not through a character.
        if (end < Most / 2)
            end = char.IsHighSurrogate(line[Most - 2]) ? Most - 2 : Most - 1;
        return line[..end] + "\u2026";
    }
}
