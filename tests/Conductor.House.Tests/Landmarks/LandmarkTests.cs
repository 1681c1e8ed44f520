using System.Text.RegularExpressions;

namespace Conductor.House.Tests.Landmarks;

/// <summary>What a newcomer expects to find, and finds.</summary>
public sealed partial class LandmarkTests
{
    [Theory]
    [InlineData("LICENSE", "Apache License")]
    [InlineData("README.md", "tests/run")]
    [InlineData("CONTRIBUTING.md", "Nothing blocks")]
    [InlineData(".github/pull_request_template.md", "CancellationToken")]
    [InlineData("global.json", "\"version\": \"10.")]
    [InlineData("tests/run", "#!/usr/bin/env bash")]
    [InlineData(".ci/run", "tests/run")]
    public async Task It_is_there_and_says_what_it_must(string path, string saying) =>
        Assert.Contains(saying, await Repository.ReadAsync(path), StringComparison.Ordinal);

    [Fact]
    public async Task Each_relative_link_of_the_documents_leads_somewhere()
    {
        foreach (var document in Repository.Files(".", "*.md"))
        {
            var folder = Path.GetDirectoryName(document) ?? "";
            var dead = Link().Matches(await Repository.ReadAsync(document))
                .Select(match => match.Groups["target"].Value.Split('#')[0])
                .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
                .Where(target => !Path.Exists(Path.Combine(folder, target)))
                .ToList();
            Assert.True(dead.Count == 0, $"{Repository.NameOf(document)}: {string.Join(", ", dead)}");
        }
    }

    [Fact]
    public async Task The_tests_and_the_gate_are_one_command()
    {
        var readme = await Repository.ReadAsync("README.md");
        var commands = CodeBlock().Matches(readme).SelectMany(match => match.Groups["code"].Value.Split('\n')).ToList();
        Assert.Contains(commands, command => command.Trim() == "tests/run");
        var gate = (await Repository.ReadLinesAsync(".ci/run")).Where(line => !line.StartsWith('#'));
        Assert.Contains(gate, line => line.Trim().StartsWith("tests/run", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```\w*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeBlock();
}
