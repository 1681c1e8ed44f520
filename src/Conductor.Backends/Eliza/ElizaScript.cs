namespace Conductor.Backends.Eliza;

/// <summary>What Eliza knows: an immutable script, in the parts of the program of 1966.</summary>
internal sealed class ElizaScript
{
    /// <summary>The SHA-256 of the text of the built-in one, as a listing shows it. Written down: to compute it would bring a whole library of cryptography into every start.</summary>
    public const string Digest = "62712a2c71f5e4811fb144b1e3408ce81c71be8cfc5d66fb80ba060ab08e7a15";

    /// <summary>What is said before anything was heard.</summary>
    public required string Hello { get; init; }

    /// <summary>What is said at the end.</summary>
    public required IReadOnlyList<string> Byes { get; init; }

    /// <summary>Inputs that end the talk.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Quits { get; init; }

    /// <summary>What is put right in the input.</summary>
    public required ElizaSubstitutions Pre { get; init; }

    /// <summary>What is turned round in what is repeated.</summary>
    public required ElizaSubstitutions Post { get; init; }

    /// <summary>The same, for the last word.</summary>
    public required IReadOnlyDictionary<string, string> Last { get; init; }

    /// <summary>Words that end a clause.</summary>
    public required IReadOnlySet<string> Stops { get; init; }

    /// <summary>What is said when there is nothing else to say.</summary>
    public required IReadOnlyList<string> Nones { get; init; }

    /// <summary>The keys by each of their words.</summary>
    public required IReadOnlyDictionary<string, ElizaKey> Keys { get; init; }

    /// <summary>How many answers it has, of all kinds.</summary>
    public int Answers => Nones.Count + Byes.Count + 1 + Keys.Values.Distinct().Sum(key => key.Rules.Sum(rule => rule.Answers.Count) + key.Memories.Count);

    /// <summary>The length of its text in bytes.</summary>
    public long Size { get; init; }

    /// <summary>The script that is part of this library; read once.</summary>
    public static Task<ElizaScript> BuiltIn { get; } = ReadBuiltInAsync();

    private static async Task<ElizaScript> ReadBuiltInAsync()
    {
        var stream = typeof(ElizaScript).Assembly.GetManifestResourceStream("eliza.script")!;
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes).ConfigureAwait(false);
            return new ElizaScriptReader().Read(bytes);
        }
    }
}

/// <summary>A word, or several, that Eliza recognizes.</summary>
/// <param name="Name">The first of its words.</param>
/// <param name="Rank">How much it matters beside other keys of the same input.</param>
internal sealed record ElizaKey(string Name, int Rank)
{
    /// <summary>Its rules, tried in order.</summary>
    public List<ElizaRule> Rules { get; } = [];

    /// <summary>What to remember when it is the best key: none, or as many as the hash chooses from.</summary>
    public List<ElizaMemory> Memories { get; } = [];
}

/// <summary>A form of the clause, with its answers.</summary>
/// <param name="Index">Its number in the script, by which a talk counts its turns.</param>
/// <param name="Pattern">The form.</param>
internal sealed record ElizaRule(int Index, ElizaPattern Pattern)
{
    /// <summary>Its answers, used in turn.</summary>
    public List<ElizaAnswer> Answers { get; } = [];
}

/// <summary>What to do when a rule applies.</summary>
internal abstract record ElizaAnswer
{
    /// <summary>Says this.</summary>
    internal sealed record Say(ElizaTemplate Text) : ElizaAnswer;

    /// <summary>Answers as for another key.</summary>
    internal sealed record Goto(string Key) : ElizaAnswer;

    /// <summary>Puts the input in other words and answers as for a key.</summary>
    internal sealed record Recast(ElizaTemplate Words, string Key) : ElizaAnswer;

    /// <summary>Answers as for the next best key of the input.</summary>
    internal sealed record NewKey : ElizaAnswer;
}

/// <summary>Something to come back to later.</summary>
internal sealed record ElizaMemory(ElizaPattern Pattern, ElizaTemplate Text);
