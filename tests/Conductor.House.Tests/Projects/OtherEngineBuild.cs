using System.Text.RegularExpressions;

namespace Conductor.House.Tests.Projects;

/// <summary>
/// A copy of the actors' project, built with <c>-p:ActorEngine=Akka</c> against our kernel under Akka.NET's namespaces, without what only ours has. The
/// real packages differ in more than names, but an actor that leaves the subset is found.
/// </summary>
internal sealed partial class OtherEngineBuild : IAsyncDisposable
{
    private static readonly string[] Rules = ["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "build/BannedSymbols.txt", "build/BannedSymbols.Product.txt"];

    private const string Engine = """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <PackageReference Include="Microsoft.Extensions.Logging.Abstractions" />
          </ItemGroup>
        </Project>
        """;

    private const string Wiring = """
        <Project>
          <ItemGroup Condition="'$(MSBuildProjectName)' == 'Conductor.Core' and '$(ActorEngine)' == 'Akka'">
            <PackageReference Remove="Akka" />
            <ProjectReference Include="../Akka/Akka.csproj" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("conductor-engine-").FullName;

    public static async Task<OtherEngineBuild> PrepareAsync()
    {
        var build = new OtherEngineBuild();
        foreach (var rule in Rules) await build.WriteAsync(rule, await Repository.ReadAsync(rule));
        foreach (var project in new[] { "Conductor.Protocol", "Conductor.Core" })
            foreach (var file in Repository.Files($"src/{project}")) await build.WriteAsync(Repository.NameOf(file), await Repository.ReadAsync(file));
        await build.WriteAsync("Directory.Build.targets", Wiring);
        await build.WriteAsync("src/Akka/Akka.csproj", Engine);
        var found = new HashSet<string>();
        foreach (var file in Repository.Files("src/Conductor.Actors", "*.cs"))
            await build.WriteAsync(Repository.NameOf(file).Replace("src/Conductor.Actors", "src/Akka", StringComparison.Ordinal), Renamed(await Repository.ReadAsync(file), found));
        Assert.Equal(OnlyOurs.Declarations.Concat(OnlyOurs.Bases).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        return build;
    }

    public Task<Finished> RunAsync()
    {
        var environment = new Dictionary<string, string>
        {
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_root, "tmp")).FullName, // the SDK forgets folders there
        };
        return Command.RunAsync(_root, environment, "dotnet", "build", "src/Conductor.Core", "--nologo", "-v:q", "-nodeReuse:false",
            "-p:ActorEngine=Akka", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:NuGetAudit=false");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Renamed(string code, HashSet<string> found)
    {
        foreach (var declaration in OnlyOurs.Declarations.Where(declaration => code.Contains(declaration, StringComparison.Ordinal)))
        {
            found.Add(declaration);
            code = code.Replace(declaration, declaration.Replace("public", "internal", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        foreach (var name in OnlyOurs.Bases)
        {
            var other = Regex.Replace(code, $@"\b{name}\b", $"Other{name}", RegexOptions.None, TimeSpan.FromSeconds(1));
            if (other != code) found.Add(name);
            code = other;
        }
        return Root().Replace(code.Replace(", IAsyncDisposable", "", StringComparison.Ordinal), "Akka");
    }

    private async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\bConductor(?=[.;])", RegexOptions.None, 1000)]
    private static partial Regex Root();
}
