using Conductor.Hocon.Values;

namespace Conductor.Hocon.Tests.Resolving;

public sealed class LimitTests
{
    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a:", "}")]
    [InlineData("[{a:[", "]}]")]
    public void Nesting_has_a_bound(string open, string close)
    {
        var levels = open.Count(c => c is '[' or '{');
        var fits = 128 / levels;
        HoconDocument.Parse(Repeat(open, fits) + "1" + Repeat(close, fits));
        AssertOnly("MaxDepth = 128", Golden.Errors(Repeat(open, fits + 1) + "1" + Repeat(close, fits + 1)));
        AssertOnly("MaxDepth = 128", Golden.Errors(Repeat(open, 100_000)));
    }

    [Fact]
    public void A_key_counts_as_deep_as_it_is_long()
    {
        HoconDocument.Parse(string.Join('.', Enumerable.Repeat("k", 128)) + " = 1");
        AssertOnly("MaxDepth = 128", Golden.Errors(string.Join('.', Enumerable.Repeat("k", 129)) + " = 1"));
    }

    [Fact]
    public void Nesting_made_by_substitutions_has_the_same_bound()
    {
        var text = string.Join('\n', Enumerable.Range(0, 200).Select(i => $"a{i} {{ x = ${{a{i + 1}}} }}")) + "\na200 = 1";
        AssertOnly("MaxDepth = 128", Golden.Errors(text));
        HoconDocument.Parse(text, options: WithLimits(new HoconLimits { MaxDepth = 300 }));
    }

    [Fact]
    public void The_deepest_allowed_nesting_does_not_crash()
    {
        var options = WithLimits(new HoconLimits { MaxDepth = 1_000, MaxSubstitutionDepth = 1_000 });
        var document = HoconDocument.Parse(Repeat("{a:", 1_000) + "1" + Repeat("}", 1_000), options: options);
        Assert.Equal(document.Root, HoconDocument.Parse(Repeat("{a:", 1_000) + "1" + Repeat("}", 1_000), options: options).Root);
        AssertOnly("MaxDepth = 1000", Golden.Errors(Repeat("[", 1_001), options));
        // Each of 900 substitutions stands 900 deep: the stack would not do, and is not tried.
        var inner = string.Join('\n', Enumerable.Range(0, 900).Select(i => $"a{i} = {Repeat("[", 900)}${{a{i + 1}}}{Repeat("]", 900)}"));
        Assert.NotEmpty(Golden.Errors(inner + "\na900 = 1", options));
    }

    [Fact]
    public void A_text_has_a_longest_size()
    {
        var options = WithLimits(new HoconLimits { MaxFileBytes = 10 });
        HoconDocument.Parse("a=12345678", options: options);
        AssertOnly("MaxFileBytes = 10", Golden.Errors("a=123456789", options));
    }

    [Fact]
    public void A_billion_laughs_end_in_an_error()
    {
        AssertOnly("MaxResolvedSize", Golden.Errors(Laughs("\"lol\"", level => string.Concat(Enumerable.Repeat(level, 10)))));
        AssertOnly("MaxResolvedSize", Golden.Errors(Laughs("[lol]", level => string.Join(' ', Enumerable.Repeat(level, 10)))));
        AssertOnly("MaxResolvedSize", Golden.Errors(Laughs("[lol]", level => $"[{string.Join(", ", Enumerable.Repeat(level, 10))}]")));
        AssertOnly("MaxResolvedSize", Golden.Errors(Laughs("{a = 1}", level => $"{{ {string.Join(", ", Enumerable.Range(0, 10).Select(i => $"k{i} = {level}"))} }}")));
    }

    [Fact]
    public void Much_work_for_a_small_result_ends_too()
    {
        var fields = string.Join(", ", Enumerable.Range(0, 10_000).Select(i => $"k{i} = 1"));
        var merges = string.Join('\n', Enumerable.Range(0, 10_000).Select(_ => "b = ${a} { x = 1 }"));
        AssertOnly("MaxResolvedSize", Golden.Errors($"a {{ {fields} }}\n{merges}"));
    }

    [Fact]
    public void Substitutions_are_counted()
    {
        var text = string.Join('\n', Enumerable.Range(0, 11).Select(i => $"a{i} = ${{x}}")) + "\nx = 1";
        AssertOnly("MaxSubstitutions = 10", Golden.Errors(text, WithLimits(new HoconLimits { MaxSubstitutions = 10 })));
        HoconDocument.Parse(text, options: WithLimits(new HoconLimits { MaxSubstitutions = 11 }));
    }

    [Fact]
    public void A_chain_of_substitutions_has_a_bound()
    {
        var text = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"a{i} = ${{a{i + 1}}}")) + "\na10000 = 1";
        AssertOnly("MaxSubstitutionDepth = 256", Golden.Errors(text));
    }

    [Theory]
    [InlineData("a += x")]
    [InlineData("a = ${?a} [x]")]
    public void A_key_may_look_back_many_times(string append)
    {
        var document = HoconDocument.Parse(string.Join('\n', Enumerable.Repeat(append, 2_000)));
        Assert.True(document.Object.TryGet("a", out var a));
        Assert.Equal(2_000, ((HoconArray)a).Count);
    }

    [Fact]
    public void A_circle_with_many_ways_around_it_ends()
    {
        // Nothing can be remembered inside the circle, so each key is looked at again from each other one.
        var keys = Enumerable.Range(0, 30).ToList();
        var text = string.Join('\n', keys.Select(i => $"a{i} = {string.Concat(keys.Select(j => $"${{?a{j}}}"))}x"));
        Assert.NotEmpty(Golden.Errors(text));
    }

    [Fact]
    public void A_limit_outside_its_range_is_a_wrong_argument()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconLimits { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconLimits { MaxDepth = 1_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconLimits { MaxErrors = 0 });
    }

    private static HoconOptions WithLimits(HoconLimits limits) => Golden.Bare with { Limits = limits };

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Laughs(string first, Func<string, string> next) =>
        $"a0 = {first}\n" + string.Join('\n', Enumerable.Range(1, 12).Select(i => $"a{i} = {next($"${{a{i - 1}}}")}"));

    private static void AssertOnly(string words, IReadOnlyList<string> errors) => Assert.Contains(words, Assert.Single(errors), StringComparison.Ordinal);
}
