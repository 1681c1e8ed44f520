namespace Conductor.House.Tests.Projects;

/// <summary>Which project may know which: the table of the design, held.</summary>
public sealed class ProjectDirectionTests
{
    private static readonly string[] Anything = ["*"];

    // Project, the projects it may reference, the packages and frameworks it may reference.
    private static readonly (string Project, string[] Projects, string[] Packages)[] Table =
    [
        ("Conductor.Actors", [], ["Microsoft.Extensions.Logging.Abstractions"]),
        ("Conductor.Actors.TestKit", ["Conductor.Actors"], []),
        ("Conductor.Hocon", [],
            ["Microsoft.Extensions.Configuration", "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.FileProviders.Abstractions"]),
        ("Conductor.Protocol", [], []),
        ("Conductor.Core", ["Conductor.Actors", "Conductor.Protocol"],
            // Akka is the other engine of the actors: referenced only where a build asks for it, with -p:ActorEngine=Akka.
            ["Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Akka"]),
        ("Conductor.Backends", ["Conductor.Core"], ["Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Logging.Abstractions"]),
        ("Conductor.Server",
            ["Conductor.Actors", "Conductor.Hocon", "Conductor.Protocol", "Conductor.Core", "Conductor.Backends"], Anything),
        ("Conductor.Postgres", ["Conductor.Core"], ["Npgsql", "Microsoft.Extensions.Logging.Abstractions"]),
        ("Conductor.Conformance", ["Conductor.Core", "Conductor.Protocol"], []),
        ("Conductor.Client", ["Conductor.Protocol"], ["Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Logging.Abstractions"]),
        ("Conductor.Cli", ["Conductor.Server", "Conductor.Client"], Anything),
    ];

    [Fact]
    public async Task Each_project_of_the_product_references_only_what_the_table_allows()
    {
        var faults = new List<string>();
        foreach (var project in await ProjectFile.AllAsync("src"))
        {
            var (name, projects, packages) = Table.FirstOrDefault(row => row.Project == project.Name);
            if (name is null)
            {
                faults.Add($"{project.Path} is not in the table: add it to the design and to this test.");
                continue;
            }
            faults.AddRange(project.Projects.Except(projects).Select(other => $"{project.Path} must not reference {other}."));
            if (packages != Anything)
                faults.AddRange(project.Packages.Concat(project.Frameworks).Except(packages)
                    .Select(other => $"{project.Path} must not reference the package {other}."));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Each_project_of_the_product_references_projects_of_the_product_by_path()
    {
        var here = (await ProjectFile.AllAsync("src")).Select(project => project.Path).ToHashSet();
        foreach (var project in await ProjectFile.AllAsync("src"))
            Assert.All(project.Projects, other => Assert.Contains($"src/{other}/{other}.csproj", here));
    }

    [Fact]
    public void The_table_itself_has_no_circle()
    {
        var done = new HashSet<string>();
        while (Table.FirstOrDefault(row => !done.Contains(row.Project) && row.Projects.All(done.Contains)) is { Project: { } next })
            done.Add(next);
        Assert.Equal(Table.Length, done.Count);
    }
}
