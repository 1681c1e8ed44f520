using System.Globalization;
using System.Text;

namespace Conductor.Backends.Eliza;

/// <summary>Reads a script, whose form is described at its head, and checks that all it names is there. Used once.</summary>
internal sealed class ElizaScriptReader
{
    /// <summary>How many memories a key has: as many as two bits of the hash can choose.</summary>
    public const int Memories = 4;

    private readonly List<string> _hellos = [];
    private readonly List<string> _byes = [];
    private readonly List<string> _nones = [];
    private readonly List<IReadOnlyList<string>> _quits = [];
    private readonly ElizaSubstitutions _pre = new();
    private readonly ElizaSubstitutions _post = new();
    private readonly Dictionary<string, string> _last = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _stops = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ElizaKey> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(int Line, string Key)> _named = [];
    private ElizaKey? _key;
    private ElizaKey? _remembering;
    private ElizaRule? _rule;
    private int _rules;
    private int _line;

    /// <summary>Reads UTF-8. Throws <see cref="FormatException"/> with the number of the line.</summary>
    public ElizaScript Read(byte[] utf8)
    {
        try
        {
            foreach (var line in Encoding.UTF8.GetString(utf8).Split('\n'))
            {
                _line++;
                var text = line.Trim();
                if (text.Length > 0 && text[0] != '#')
                    Take(text);
            }
            Check();
        }
        catch (Exception cause) when (cause is FormatException or ArgumentException)
        {
            throw new FormatException($"Line {_line} of the script: {cause.Message}", cause);
        }
        return new ElizaScript
        {
            Hello = _hellos[0],
            Byes = _byes,
            Quits = _quits,
            Pre = _pre,
            Post = _post,
            Last = _last,
            Stops = _stops,
            Nones = _nones,
            Keys = _keys,
            Size = utf8.Length,
        };
    }

    private void Take(string text)
    {
        var (order, rest) = Cut(text, " ");
        switch (order)
        {
            case "hello": _hellos.Add(rest); break;
            case "bye": _byes.Add(rest); break;
            case "none": _nones.Add(rest); break;
            case "quit": _quits.Add(Words(rest)); break;
            case "stop": _stops.UnionWith(Words(rest)); break;
            case "pre": TakeSubstitution(_pre, rest); break;
            case "post": TakeSubstitution(_post, rest); break;
            case "last": _last.Add(Cut(rest, " = ").Before, Cut(rest, " = ").After); break;
            case "group": _groups.Add(Cut(rest, " = ").Before, Set(Cut(rest, " = ").After)); break;
            case "key": TakeKey(Words(rest)); break;
            case "match": TakeRule(rest); break;
            case "memory": _remembering = _keys.TryGetValue(rest, out var key) ? key : throw new FormatException($"There is no key '{rest}'."); break;
            case "keep": TakeMemory(rest); break;
            default: TakeAnswer(order, rest); break;
        }
    }

    private void TakeKey(List<string> words)
    {
        var hasRank = int.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var rank);
        _key = new ElizaKey(words[0], rank);
        _rule = null;
        foreach (var word in hasRank ? words[..^1] : words)
            _keys.Add(word, _key);
    }

    private void TakeRule(string pattern)
    {
        _rule = new ElizaRule(_rules++, Pattern(pattern));
        (_key ?? throw new FormatException("'match' before any 'key'.")).Rules.Add(_rule);
    }

    private void TakeMemory(string rest)
    {
        var (pattern, text) = Cut(rest, " => ");
        var form = Pattern(pattern);
        (_remembering ?? throw new FormatException("'keep' before any 'memory'.")).Memories.Add(new ElizaMemory(form, new ElizaTemplate(text, form.Count)));
    }

    private void TakeAnswer(string order, string rest)
    {
        var rule = _rule ?? throw new FormatException($"'{order}' is not an order, or stands before any 'match'.");
        rule.Answers.Add(order switch
        {
            "say" => new ElizaAnswer.Say(new ElizaTemplate(rest, rule.Pattern.Count)),
            "goto" => new ElizaAnswer.Goto(Named(rest)),
            "recast" => new ElizaAnswer.Recast(new ElizaTemplate(Cut(rest, " => ").Before, rule.Pattern.Count), Named(Cut(rest, " => ").After)),
            "newkey" => new ElizaAnswer.NewKey(),
            _ => throw new FormatException($"'{order}' is not an order."),
        });
    }

    private static void TakeSubstitution(ElizaSubstitutions substitutions, string rest)
    {
        var (before, after) = Cut(rest, " = ");
        substitutions.Add(Words(before), [.. Words(after)]);
    }

    private ElizaPattern Pattern(string text)
    {
        var parts = new List<ElizaPart>();
        while (text.Length > 0)
        {
            var (part, rest) = text[0] == '[' ? Cut(text, "]") : text.Contains(' ') ? Cut(text, " ") : (text, "");
            parts.Add(Part(part));
            text = rest.TrimStart();
        }
        return parts.Count > 0 ? new ElizaPattern(parts) : throw new FormatException("A pattern needs a part.");
    }

    private ElizaPart Part(string text) => text[0] switch
    {
        '*' => new ElizaPart(Set(""), 0, IsOpen: true),
        '+' => new ElizaPart(Set(""), 1, IsOpen: true),
        '[' => new ElizaPart(Set(text[1..]), 1, IsOpen: false),
        '@' => new ElizaPart(_groups.TryGetValue(text[1..], out var group) ? group : throw new FormatException($"There is no group '{text}'."), 1, IsOpen: false),
        >= '1' and <= '9' => new ElizaPart(Set(""), int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), IsOpen: false),
        _ => new ElizaPart(Set(text), 1, IsOpen: false),
    };

    private void Check()
    {
        foreach (var (line, key) in _named)
        {
            _line = line;
            if (!_keys.ContainsKey(key))
                throw new FormatException($"There is no key '{key}'.");
        }
        if (_hellos.Count != 1 || _byes.Count == 0 || _nones.Count == 0)
            throw new FormatException("A script needs one 'hello', and at least one 'bye' and one 'none'.");
        foreach (var key in _keys.Values)
        {
            if (key.Rules.Count == 0 || key.Rules.Exists(rule => rule.Answers.Count == 0) || key.Memories.Count is not (0 or Memories))
                throw new FormatException($"The key '{key.Name}' needs a 'match', each with an answer, and {Memories} times 'keep' if it has a 'memory'.");
        }
    }

    private string Named(string key)
    {
        _named.Add((_line, key));
        return key;
    }

    private static HashSet<string> Set(string words) => new(Words(words), StringComparer.OrdinalIgnoreCase);

    private static List<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static (string Before, string After) Cut(string text, string at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        if (index < 0)
            return at == " " ? (text, "") : throw new FormatException($"'{text}' lacks '{at.Trim()}'.");
        return (text[..index].Trim(), text[(index + at.Length)..].Trim());
    }
}
