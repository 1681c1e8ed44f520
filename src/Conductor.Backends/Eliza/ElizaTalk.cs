namespace Conductor.Backends.Eliza;

/// <summary>
/// One talk with Eliza: the state that her answers depend on, and the procedure of the program of 1966. The same inputs in the same
/// order always get the same answers. Not safe for concurrent callers.
/// </summary>
internal sealed class ElizaTalk(ElizaScript script)
{
    /// <summary>How far keys may refer to each other for one answer.</summary>
    private const int MaxSteps = 16;

    /// <summary>Longest clause that is looked at, in words; the rest is not heard.</summary>
    private const int MaxClauseWords = 100;

    /// <summary>Memories are only used on every fourth input, as in 1966; more than this many are not kept.</summary>
    private const int MemoryTurn = 4;
    private const int MaxMemories = 32;

    private readonly Dictionary<int, int> _turns = []; // by rule: which answer is next
    private readonly Queue<string> _memories = [];
    private int _limit;
    private int _nones;
    private int _byes;

    /// <summary>Hears an input and answers it.</summary>
    public string Answer(string input)
    {
        var words = script.Pre.Apply(ElizaWords.Split(input));
        if (IsGoodbye(words))
            return Next(script.Byes, ref _byes);
        _limit = _limit % MemoryTurn + 1;
        var (clause, keys) = Scan(words);
        if (keys.First is { } best)
            Remember(best.Value, clause);
        return Polished(AnswerTo(keys, clause) ?? WithNothingToGoOn(keys));
    }

    private bool IsGoodbye(List<string> words)
    {
        var said = words.Where(word => word != ElizaWords.ClauseEnd).ToList();
        return script.Quits.Any(quit => quit.SequenceEqual(said, StringComparer.OrdinalIgnoreCase));
    }

    // The first clause with a key in it is all that counts. A key that outranks the best goes before it, any other to the end.
    private (List<string> Clause, LinkedList<ElizaKey> Keys) Scan(List<string> words)
    {
        var clause = new List<string>();
        var keys = new LinkedList<ElizaKey>();
        foreach (var word in words)
        {
            if (word == ElizaWords.ClauseEnd || script.Stops.Contains(word))
            {
                if (keys.Count > 0)
                    break;
                clause.Clear();
                continue;
            }
            if (clause.Count == MaxClauseWords)
                continue;
            clause.Add(word);
            if (!script.Keys.TryGetValue(word, out var key) || keys.Contains(key))
                continue;
            if (keys.First is { } best && key.Rank <= best.Value.Rank)
                keys.AddLast(key);
            else
                keys.AddFirst(key);
        }
        return (clause, keys);
    }

    private void Remember(ElizaKey best, List<string> clause)
    {
        if (best.Memories.Count == 0 || _memories.Count == MaxMemories)
            return;
        var memory = best.Memories[ElizaHash.Of(clause[^1], bits: 2)];
        if (memory.Pattern.Match(clause) is { } parts)
            _memories.Enqueue(memory.Text.Fill(part => Turned(clause, parts[part - 1])));
    }

    private string? AnswerTo(LinkedList<ElizaKey> keys, List<string> clause)
    {
        var steps = 0;
        foreach (var candidate in keys)
        {
            for (ElizaKey? key = candidate; key is not null && steps++ < MaxSteps;)
            {
                var (said, next, words) = Apply(key, clause);
                if (said is not null)
                    return said;
                (key, clause) = (next, words);
            }
        }
        return null;
    }

    // What is said, or which key to answer as, or neither: then the next key of the input has its turn.
    private (string? Said, ElizaKey? Next, List<string> Clause) Apply(ElizaKey key, List<string> clause)
    {
        foreach (var rule in key.Rules)
        {
            if (rule.Pattern.Match(clause) is not { } parts)
                continue;
            var turn = _turns.GetValueOrDefault(rule.Index);
            _turns[rule.Index] = turn + 1;
            return rule.Answers[turn % rule.Answers.Count] switch
            {
                ElizaAnswer.Say say => (say.Text.Fill(part => Turned(clause, parts[part - 1])), null, clause),
                ElizaAnswer.Goto other => (null, script.Keys[other.Key], clause),
                ElizaAnswer.Recast recast => (null, script.Keys[recast.Key], Recast(recast.Words, clause, parts)),
                _ => (null, null, clause),
            };
        }
        return (null, null, clause);
    }

    private static List<string> Recast(ElizaTemplate words, List<string> clause, Range[] parts) =>
        ElizaWords.Split(words.Fill(part => string.Join(' ', clause.Take(parts[part - 1]))));

    // In 1966 an input without a key got a memory on every fourth turn, if there was one.
    private string WithNothingToGoOn(LinkedList<ElizaKey> keys) =>
        keys.Count == 0 && _limit == MemoryTurn && _memories.TryDequeue(out var memory) ? memory : Next(script.Nones, ref _nones);

    private string Turned(List<string> clause, Range part)
    {
        var words = clause.Take(part).ToList();
        var hasLast = words.Count > 0 && script.Last.ContainsKey(words[^1]);
        var turned = script.Post.Apply(words);
        // A longer run that ends with the word has said already what becomes of it.
        if (hasLast && script.Post.Apply([words[^1]]) is [var alone] && turned[^1] == alone)
            turned[^1] = script.Last[words[^1]];
        return string.Join(' ', turned);
    }

    private static string Next(IReadOnlyList<string> texts, ref int turn) => texts[turn++ % texts.Count];

    // A sentence begins with a capital, also when it begins with somebody's word.
    private static string Polished(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
