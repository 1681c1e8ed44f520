using System.Text.RegularExpressions;

namespace Conductor.House.Tests.Blocking;

/// <summary>One file of samples: lines marked <c>// forbidden: RULE RULE</c> must be errors of those rules, all others must be none.</summary>
/// <param name="Scope">The folder it lies in: where its marked lines are errors.</param>
/// <param name="Name">Its file name without the extension.</param>
/// <param name="Text">Its text.</param>
internal sealed partial record Sample(string Scope, string Name, string Text)
{
    private const string Namespace = "namespace Conductor.House.Samples";

    /// <summary>The rules that must object, by line (from 1).</summary>
    public IReadOnlyDictionary<int, string[]> Forbidden { get; } = Text.Split('\n')
        .Select((line, index) => (Mark: Marker().Match(line), Line: index + 1))
        .Where(found => found.Mark.Success)
        .ToDictionary(found => found.Line, found => found.Mark.Groups["rules"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The names of all samples, as <c>Scope/Name</c>.</summary>
    public static IEnumerable<string> Names { get; } =
        [.. Repository.Files("tests/Conductor.House.Tests/Samples", "*.cs")
            .Select(path => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}")];

    /// <summary>Reads one by its name.</summary>
    public static async Task<Sample> ReadAsync(string name) => name.Split('/') is [var scope, var file]
        ? new Sample(scope, file, await Repository.ReadAsync($"tests/Conductor.House.Tests/Samples/{name}.cs"))
        : throw new ArgumentException($"{name} is not Scope/Name.", nameof(name));

    /// <summary>Where it goes in the copied tree.</summary>
    public string PathIn(Place place) => $"{place.Folder}/{Name}{place.Suffix}.cs";

    /// <summary>Its text in a place: each place has a namespace of its own, so that one project can hold several copies.</summary>
    public string TextIn(Place place) => Text.Contains($"{Namespace};", StringComparison.Ordinal)
        ? Text.Replace($"{Namespace};", $"{Namespace}.{place.Name};", StringComparison.Ordinal)
        : throw new InvalidOperationException($"Samples/{Scope}/{Name}.cs does not say \"{Namespace};\".");

    /// <summary>The sample that uses every symbol of a list, one per line. What an id does not name is for <see cref="BannedSymbolsTests"/> to say.</summary>
    public static Sample OfBannedSymbols(string scope, string name, IEnumerable<BannedSymbol> symbols) => new(scope, name, string.Join('\n',
    [
        $"{Namespace};",
        $"internal static class {name}",
        "{",
        .. symbols.SelectMany(symbol => Framework.Find(symbol.Id)).Select((symbol, index) =>
            $"    internal static void Use{index}() {{ {BannedCall.Statement(symbol)} }} // forbidden: RS0030"),
        "}",
        "",
    ]));

    [GeneratedRegex(@"// forbidden: (?<rules>[A-Z0-9 ]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marker();
}
