using System.Text.RegularExpressions;

namespace Conductor.House.Tests.Blocking;

/// <summary>A call that blocks breaks the build, wherever it stands: each one is compiled for real and the error is expected.</summary>
public sealed partial class BlockingCallTests(SampleBuild build) : IClassFixture<SampleBuild>
{
    public static TheoryData<string> SampleNames => [.. Sample.Names.Append("BannedEverywhere").Append("BannedInProduct")];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Each_marked_line_is_an_error_where_its_rules_hold_and_no_other_line_is(string name)
    {
        var sample = build[name];
        var faults = Place.All.SelectMany(place => Faults(sample, place)).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Each_sample_outside_Allowed_has_a_marked_line()
    {
        Assert.All(build.Samples, sample => Assert.Equal(sample.Scope == "Allowed", sample.Forbidden.Count == 0));
    }

    [Fact]
    public void Nothing_but_the_samples_is_objected_to() => Assert.Empty(build.ObjectionsToNoSample());

    [Fact]
    public async Task Each_rule_that_keeps_the_house_from_blocking_is_provoked_by_a_sample()
    {
        var config = await Repository.ReadAsync(".editorconfig");
        var section = config[config.IndexOf("# Nothing blocks.", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n\n", StringComparison.Ordinal)];
        var rules = ErrorRule().Matches(section).Select(match => match.Groups["rule"].Value).ToList();
        var provoked = build.Samples.SelectMany(sample => sample.Forbidden.Values.SelectMany(rule => rule)).ToHashSet();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.Contains(rule, provoked));
    }

    private IEnumerable<string> Faults(Sample sample, Place place)
    {
        var said = build.ObjectionsTo(sample, place);
        var holds = Place.Of(sample.Scope).Contains(place);
        var lines = sample.Text.Split('\n');
        if (holds)
            foreach (var (line, rules) in sample.Forbidden)
                foreach (var rule in rules.Where(rule => !said.Any(error => error.Line == line && error.Rule == rule)))
                    yield return $"{sample.PathIn(place)}:{line}: {rule} does not object to: {lines[line - 1].Trim()}";
        foreach (var error in said.Where(error => !holds || !sample.Forbidden.ContainsKey(error.Line)))
            yield return $"{error.Path}:{error.Line}: {error.Rule} objects: {error.Message}";
    }

    [GeneratedRegex(@"^dotnet_diagnostic\.(?<rule>\w+)\.severity = error", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorRule();
}
