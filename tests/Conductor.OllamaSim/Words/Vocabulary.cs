using System.Collections.Concurrent;
using Conductor.OllamaSim.Models;

namespace Conductor.OllamaSim.Words;

/// <summary>Makes up text that depends on nothing but its seed, so that the same request gets the same answer from every simulator.</summary>
internal static class Vocabulary
{
    private static readonly string[] Words =
    [
        "the", "a", "river", "stone", "light", "every", "some", "morning", "carries", "holds", "small", "quiet", "over", "under", "between",
        "house", "window", "garden", "letter", "answer", "slowly", "again", "before", "after", "people", "water", "paper", "finds", "keeps",
        "turns", "opens", "long", "bright", "early", "road", "bridge", "and", "then", "with", "without", "into", "from", "toward", "never",
        "often", "music", "number", "story", "winter", "summer", "hand", "voice", "green", "silver", "through", "beside", "made", "known",
    ];

    private const int Remembered = 64;

    private static readonly ConcurrentDictionary<(ulong Seed, int Count), Piece[]> Said = new();

    /// <summary>The same model and conversation, the same seed: on every machine and in every process.</summary>
    public static ulong SeedOf(SimRequest request)
    {
        var seed = Hash(ModelName.Canonical(request.Model));
        foreach (var message in request.Messages) seed = Hash(message.Content, Hash(message.Role, seed));
        return seed;
    }

    /// <summary>The same array for the same arguments while it is remembered, so that its wire form need not be made again.</summary>
    public static IReadOnlyList<Piece> Say(ulong seed, int count)
    {
        if (Said.TryGetValue((seed, count), out var said)) return said;
        if (Said.Count >= Remembered) Said.Clear();
        return Said[(seed, count)] = [.. Invent(seed, count).Select(Piece.Said)];
    }

    public static IEnumerable<string> Invent(ulong seed, int count)
    {
        var state = seed | 1;
        for (var index = 0; index < count; index++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            var word = Words[(int)(state % (ulong)Words.Length)];
            yield return index == 0 ? word : index % 12 == 11 ? $" {word}." : $" {word}";
        }
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    public static ulong Hash(ReadOnlySpan<char> text, ulong seed = 14695981039346656037)
    {
        foreach (var sign in text) seed = (seed ^ sign) * 1099511628211;
        return seed;
    }
}
