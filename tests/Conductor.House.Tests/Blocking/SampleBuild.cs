namespace Conductor.House.Tests.Blocking;

/// <summary>
/// Builds every sample once, in each place whose rules differ, with the repository's own <c>.editorconfig</c>,
/// <c>Directory.Build.props</c>, central versions and lists of forbidden symbols, in a copy of the tree that is deleted afterwards.
/// </summary>
public sealed class SampleBuild : IAsyncLifetime
{
    private static readonly string[] HouseRules =
    [
        ".editorconfig", "Directory.Build.props", "Directory.Packages.props", "global.json",
        BannedSymbol.CommonList, BannedSymbol.ProductList,
    ];

    private static readonly string[] Projects = ["src", "tests"];

    // The names say nothing of what the project is, so that no part of the house is left out because of them.
    private static readonly string ProjectText = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <ErrorLog>$(MSBuildProjectDirectory)/errors.sarif,version=2.1</ErrorLog>
            <UseAppHost>false</UseAppHost>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            {string.Concat(Framework.Packages.Select(package => $"<PackageReference Include=\"{package}\" />"))}
            <Compile Include="../samples/**/*.cs" Condition="'$(IsProduct)' != 'True'" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("conductor-house-").FullName;
    private readonly Dictionary<string, Sample> _samples = [];
    private ILookup<string, Objection> _objections = Array.Empty<Objection>().ToLookup(_ => "");

    internal IReadOnlyCollection<Sample> Samples => _samples.Values;

    internal Sample this[string name] => _samples[name];

    /// <summary>What the build says of a sample in a place.</summary>
    internal IReadOnlyList<Objection> ObjectionsTo(Sample sample, Place place) => [.. _objections[sample.PathIn(place)]];

    /// <summary>What the build says of files that are no sample, or of none.</summary>
    internal IReadOnlyList<Objection> ObjectionsToNoSample()
    {
        var known = Samples.SelectMany(sample => Place.All.Select(sample.PathIn)).ToHashSet(StringComparer.Ordinal);
        return [.. _objections.Where(file => !known.Contains(file.Key)).SelectMany(file => file)];
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await WriteTreeAsync();
        await BuildAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task WriteTreeAsync()
    {
        foreach (var name in Sample.Names)
            _samples.Add(name, await Sample.ReadAsync(name));
        _samples.Add("BannedEverywhere", Sample.OfBannedSymbols(
            "Everywhere", "BannedEverywhere", await BannedSymbol.ReadAsync(BannedSymbol.CommonList)));
        _samples.Add("BannedInProduct", Sample.OfBannedSymbols(
            "Product", "BannedInProduct", await BannedSymbol.ReadAsync(BannedSymbol.ProductList)));

        foreach (var rule in HouseRules)
            await WriteAsync(rule, await Repository.ReadAsync(rule));
        foreach (var project in Projects)
            await WriteAsync($"{project}/Samples.{project}.csproj", ProjectText);
        await WriteAsync("Samples.slnx", "<Solution><Project Path=\"src/Samples.src.csproj\" /><Project Path=\"tests/Samples.tests.csproj\" /></Solution>");
        foreach (var place in Place.All)
            foreach (var sample in Samples)
                await WriteAsync(sample.PathIn(place), sample.TextIn(place));
    }

    // No build server and no node that stays: what a test starts ends with it.
    private async Task BuildAsync()
    {
        var environment = new Dictionary<string, string>
        {
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_root, "tmp")).FullName, // the SDK forgets folders there
        };
        var build = await Command.RunAsync(_root, environment,
            "dotnet", "build", "Samples.slnx", "--nologo", "-v:q", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        Assert.True(build.ExitCode != 0, $"A tree full of forbidden calls builds.\n{build.Everything}");

        var all = new List<Objection>();
        foreach (var project in Projects)
        {
            var log = Path.Combine(_root, project, "errors.sarif");
            Assert.True(File.Exists(log), $"The compiler did not run on {project}.\n{build.Everything}");
            all.AddRange(await Objection.ReadAsync(log, _root));
        }
        _objections = all.ToLookup(objection => objection.Path);
    }

    private async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
    }
}
