namespace Conductor.House.Tests.Projects;

/// <summary>Every package has one version, in one file, and comes from wherever the machine's own settings say.</summary>
public sealed class PackageTests
{
    private static readonly string[] AddressesInProjects = ["RestoreSources", "RestoreAdditionalProjectSources", "RestoreFallbackFolders"];

    [Fact]
    public async Task Each_referenced_package_has_a_central_version()
    {
        var central = (await ProjectFile.ReadAsync("Directory.Packages.props")).Xml.Descendants("PackageVersion")
            .Select(element => (string?)element.Attribute("Include")).ToHashSet();
        var projects = await ProjectFile.AllAsync("src", "tests", "samples");

        Assert.All(projects.Append(await ProjectFile.ReadAsync("Directory.Build.props")), project =>
            Assert.All(project.Packages, package =>
                Assert.True(central.Contains(package), $"{project.Path}: {package} has no PackageVersion in Directory.Packages.props.")));
    }

    [Fact]
    public async Task No_project_sets_a_version_of_its_own()
    {
        Assert.All(await ProjectFile.AllAsync("src", "tests", "samples"), project =>
            Assert.All(project.Xml.Descendants("PackageReference"), reference =>
                Assert.True(reference.Attribute("Version") is null && reference.Attribute("VersionOverride") is null && reference.Element("Version") is null,
                    $"{project.Path}: {reference.Attribute("Include")?.Value} carries a version.")));
    }

    [Fact]
    public async Task Each_central_version_is_one_exact_version()
    {
        Assert.All((await ProjectFile.ReadAsync("Directory.Packages.props")).Xml.Descendants("PackageVersion"), package =>
            Assert.Matches(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.]+)?$", (string?)package.Attribute("Version")));
    }

    [Fact]
    public async Task Nothing_says_where_packages_come_from()
    {
        Assert.DoesNotContain(Repository.Files("."), file =>
            Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
        var projects = await ProjectFile.AllAsync("src", "tests", "samples");
        Assert.All([.. projects, await ProjectFile.ReadAsync("Directory.Build.props"), await ProjectFile.ReadAsync("Directory.Packages.props")],
            project => Assert.DoesNotContain(project.Xml.Descendants(), element => AddressesInProjects.Contains(element.Name.LocalName)));
    }
}
