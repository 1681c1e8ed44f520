using System.Collections.Frozen;

namespace Conductor.Core.Routing;

/// <summary>
/// Guesses the kind of a request from the words of its prompt: whole words, so that "this" is no greeting because of its "hi". Pure, without
/// allocation, and bounded: only the beginning of a long prompt is read.
/// </summary>
public static class TaskClassifier
{
    private const int LongestRead = 4000;
    private const int LongestQuick = 6;

    // Where counts are equal the first wins.
    private static readonly TaskKind[] ByWords = [TaskKind.Code, TaskKind.Math, TaskKind.Creative, TaskKind.Deep];

    private static readonly FrozenDictionary<string, TaskKind> Words = Vocabulary(
        (TaskKind.Quick, "hi hello hey thanks thank ok okay yes no bye goodbye ping morning evening"),
        (TaskKind.Code, "code function class method compile compiler bug debug debugger refactor python rust javascript typescript java c# c++ golang sql regex " +
            "script bash shell api json yaml html css exception stacktrace unittest git commit docker kubernetes algorithm implement variable loop array pointer"),
        (TaskKind.Math, "solve equation equations integral derivative matrix matrices prove proof theorem calculate compute probability algebra geometry calculus " +
            "polynomial arithmetic sum multiply divide percentage modulo vector"),
        (TaskKind.Creative, "story poem poems haiku lyrics song novel fiction limerick brainstorm slogan character plot screenplay dialogue fairytale tale rhyme imagine"),
        (TaskKind.Deep, "analyze analyse analysis compare comparison evaluate research strategy architecture tradeoff tradeoffs implications thorough thoroughly " +
            "comprehensive reasoning critique assess investigate pros cons"));

    private static readonly FrozenDictionary<string, TaskKind>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The kind of a request.</summary>
    /// <param name="prompt">What was said last.</param>
    /// <param name="needs">What the request needs besides.</param>
    public static TaskKind Classify(ReadOnlySpan<char> prompt, ModelNeeds needs)
    {
        if (needs.HasFlag(ModelNeeds.Embeddings))
            return TaskKind.Embedding;
        if (needs.HasFlag(ModelNeeds.Tools))
            return TaskKind.ToolUse;
        Span<int> hits = stackalloc int[8];
        var words = Count(prompt[..Math.Min(prompt.Length, LongestRead)], hits);
        var best = TaskKind.General;
        foreach (var kind in ByWords)
            if (hits[(int)kind] > hits[(int)best])
                best = kind;
        return best == TaskKind.General && words <= LongestQuick && hits[(int)TaskKind.Quick] > 0 ? TaskKind.Quick : best;
    }

    private static int Count(ReadOnlySpan<char> text, Span<int> hits)
    {
        // A fenced block says more than any word.
        if (text.Contains("```", StringComparison.Ordinal))
            hits[(int)TaskKind.Code] += 3;
        var words = 0;
        while (!text.IsEmpty)
        {
            var begin = 0;
            while (begin < text.Length && !IsOfWord(text[begin]))
                begin++;
            var end = begin;
            while (end < text.Length && IsOfWord(text[end]))
                end++;
            if (end > begin)
                words++;
            if (Lookup.TryGetValue(text[begin..end], out var kind))
                hits[(int)kind]++;
            text = text[end..];
        }
        return words;
    }

    private static bool IsOfWord(char one) => char.IsLetterOrDigit(one) || one is '#' or '+' or '_' or '\'';

    private static FrozenDictionary<string, TaskKind> Vocabulary(params (TaskKind Kind, string Words)[] kinds) => kinds
        .SelectMany(kind => kind.Words.Split(' ').Select(word => KeyValuePair.Create(word, kind.Kind)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
