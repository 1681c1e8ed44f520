using System.Text.RegularExpressions;

namespace Conductor.House.Tests.Projects;

/// <summary>The solution holds every project, each in the folder that it lies in.</summary>
public sealed partial class SolutionTests
{
    [Fact]
    public async Task The_solution_holds_every_project_and_nothing_else()
    {
        var projects = (await ProjectFile.AllAsync("src", "tests", "samples")).Select(project => project.Path);
        Assert.Equal(projects.Order(StringComparer.Ordinal), (await EntriesAsync()).Select(entry => entry.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_project_lies_in_the_solution_folder_of_its_name()
    {
        var text = await Repository.ReadAsync("Conductor.sln");
        var folders = Folder().Matches(text).ToDictionary(match => match.Groups["id"].Value, match => match.Groups["name"].Value);
        var parents = Nesting().Matches(text).ToDictionary(match => match.Groups["child"].Value, match => match.Groups["parent"].Value);

        Assert.All(await EntriesAsync(), entry => Assert.Equal(entry.Path.Split('/')[0], folders[parents[entry.Id]]));
    }

    private static async Task<IReadOnlyList<(string Path, string Id)>> EntriesAsync() =>
        [.. Entry().Matches(await Repository.ReadAsync("Conductor.sln"))
            .Select(match => (match.Groups["path"].Value.Replace('\\', '/'), match.Groups["id"].Value))];

    [GeneratedRegex(@"^Project\([^)]*\) = ""[^""]*"", ""(?<path>[^""]*\.csproj)"", ""(?<id>[^""]*)""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^Project\(""\{2150E333-[^)]*\) = ""(?<name>[^""]*)"", ""[^""]*"", ""(?<id>[^""]*)""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Folder();

    [GeneratedRegex(@"^\t\t(?<child>\{[-0-9A-F]+\}) = (?<parent>\{[-0-9A-F]+\})", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nesting();
}
