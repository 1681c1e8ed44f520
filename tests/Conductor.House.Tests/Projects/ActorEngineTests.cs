using System.Text.RegularExpressions;

namespace Conductor.House.Tests.Projects;

/// <summary>
/// Actors run on our kernel or, with <c>-p:ActorEngine=Akka</c>, on Akka.NET, by a change of usings. Its packages are not built here, so that nothing
/// but these rules, and a build against our own kernel under its names, keeps that true.
/// </summary>
public sealed partial class ActorEngineTests
{
    private static readonly string[] Kernel = ["Conductor.Actors", "Conductor.Actors.TestKit"];

    [Fact]
    public async Task The_kernels_namespaces_are_named_where_the_engine_is_chosen_and_nowhere_else()
    {
        var faults = new List<string>();
        foreach (var file in Sources().Where(file => Path.GetFileName(file) is not ("ActorUsings.cs" or "ActorEngine.cs")))
            faults.AddRange(KernelNamespace().Matches(await CodeOfAsync(file)).Select(match => $"{Repository.NameOf(file)} names {match.Value}."));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Each_project_that_uses_the_kernel_has_the_same_usings_for_both_engines()
    {
        var usings = Sources().Where(file => Path.GetFileName(file) == "ActorUsings.cs").ToArray();
        Assert.NotEmpty(usings);
        foreach (var file in usings)
        {
            var other = Path.ChangeExtension(file, ".Akka.cs");
            Assert.True(File.Exists(other), $"{Repository.NameOf(file)} has no ActorUsings.Akka.cs beside it.");
            Assert.Equal(UsingsOf(await CodeOfAsync(file)).Select(line => line.Replace("Conductor", "Akka", StringComparison.Ordinal)), UsingsOf(await CodeOfAsync(other)));
        }
        var projects = (await ProjectFile.AllAsync("src")).Where(project => !Kernel.Contains(project.Name));
        Assert.All(projects.Where(project => project.Projects.Contains("Conductor.Actors")), project =>
            Assert.True(File.Exists(Path.Combine(Repository.At(project.Path), "..", "ActorUsings.cs")), $"{project.Path} references the kernel and has no ActorUsings.cs."));
    }

    [Fact]
    public async Task What_only_our_kernel_has_is_used_in_ActorEngine_only()
    {
        var faults = new List<string>();
        foreach (var file in Sources().Where(file => Path.GetFileName(file) != "ActorEngine.cs"))
        {
            var words = Word().Matches(await CodeOfAsync(file)).Select(match => match.Value).ToHashSet();
            faults.AddRange(OnlyOurs.Names.Where(words.Contains).Select(name => $"{Repository.NameOf(file)} uses {name}, which Akka.NET has not."));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task The_actors_build_against_an_engine_that_is_named_Akka_and_has_nothing_of_ours_only()
    {
        await using var build = await OtherEngineBuild.PrepareAsync();
        var done = await build.RunAsync();
        Assert.True(done.ExitCode == 0, done.Everything);
    }

    private static IEnumerable<string> Sources() =>
        Repository.Files("src", "*.cs").Where(file => !Kernel.Any(name => Repository.NameOf(file).StartsWith($"src/{name}/", StringComparison.Ordinal)));

    private static IEnumerable<string> UsingsOf(string code) =>
        code.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("global using", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static async Task<string> CodeOfAsync(string file) => Comment().Replace(await Repository.ReadAsync(file), "");

    [GeneratedRegex(@"\bConductor\.(Actor|Event|Pattern|Routing|Dispatch|Util|TestKit)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KernelNamespace();

    [GeneratedRegex(@"\w+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"//.*", RegexOptions.None, 1000)]
    private static partial Regex Comment();
}
