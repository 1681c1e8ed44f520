using Conductor.Backends.Eliza;
using FsCheck;
using FsCheck.Fluent;

namespace Conductor.Backends.Tests.Eliza;

public sealed class ElizaPatternTests
{
    [Theory]
    [InlineData("* my +", "I miss my old dog", "I miss|my|old dog")]
    [InlineData("* my +", "my dog", "|my|dog")]
    [InlineData("* my +", "it is my", null)]
    [InlineData("* i @be *", "I am late", "|I|am|late")]
    [InlineData("* i am * @be *", "I am what I am", "|I|am|what I|am|")]
    [InlineData("* [cat dog] 1", "a DOG barks", "a|DOG|barks")]
    [InlineData("* [cat dog] 1", "a dog barks twice", null)]
    [InlineData("2 *", "one", null)]
    [InlineData("2 *", "one two three", "one two|three")]
    [InlineData("yes", "yes sir", null)]
    [InlineData("*", "", "")]
    public void A_pattern_takes_a_clause_apart(string pattern, string clause, string? parts)
    {
        var words = clause.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = Pattern(pattern).Match(words);
        Assert.Equal(parts, found is null ? null : string.Join('|', found.Select(range => string.Join(' ', words[range]))));
    }

    [Fact]
    public void A_match_is_the_shortest_from_left_to_right_of_all_there_are() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Patterns.ToArbitrary(), Clauses.ToArbitrary(), (pattern, words) =>
        {
            var found = Pattern(string.Join(' ', pattern)).Match(words);
            var expected = All(pattern, words.Length, words, 0).FirstOrDefault();
            return found is null ? expected is null : expected is not null && found.Select(r => r.End.Value - r.Start.Value).SequenceEqual(expected);
        }));

    private static Gen<string[]> Patterns => Gen.Elements("*", "+", "a", "b", "[a b]", "1", "2").NonEmptyListOf().Select(parts => parts.Take(7).ToArray());

    private static Gen<string[]> Clauses => Gen.Elements("a", "b", "c").ListOf().Select(words => words.Take(10).ToArray());

    // Every way to share the words among the parts, the shortest first.
    private static IEnumerable<int[]> All(string[] pattern, int left, string[] words, int at)
    {
        if (pattern is [])
            return left == 0 ? [[]] : [];
        IEnumerable<int> lengths = pattern[0] switch
        {
            "*" => Enumerable.Range(0, left + 1),
            "+" => Enumerable.Range(1, left),
            "1" or "2" => pattern[0][0] - '0' <= left ? [pattern[0][0] - '0'] : [],
            var word => left > 0 && word.Contains(words[at], StringComparison.Ordinal) ? [1] : [],
        };
        return lengths.SelectMany(length => All(pattern[1..], left - length, words, at + length).Select(rest => (int[])[length, .. rest]));
    }

    private static ElizaPattern Pattern(string text) => ElizaScripts.Read($"""
        group be = am is are
        key x
        match {text}
        say y
        """).Keys["x"].Rules[0].Pattern;
}
