using System.Xml.Linq;

namespace Conductor.House.Tests.Projects;

/// <summary>What a project file says.</summary>
/// <param name="Path">From the root.</param>
/// <param name="Xml">Its content.</param>
internal sealed record ProjectFile(string Path, XElement Xml)
{
    /// <summary>Its name, without the extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The names of the projects that it references.</summary>
    public IReadOnlyList<string> Projects =>
        [.. Includes("ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

    /// <summary>The packages that it references itself.</summary>
    public IReadOnlyList<string> Packages => [.. Includes("PackageReference")];

    /// <summary>The shared frameworks that it references itself.</summary>
    public IReadOnlyList<string> Frameworks => [.. Includes("FrameworkReference")];

    /// <summary>Every project under a folder.</summary>
    public static async Task<IReadOnlyList<ProjectFile>> AllAsync(params string[] folders)
    {
        var found = new List<ProjectFile>();
        foreach (var path in folders.SelectMany(folder => Repository.Files(folder, "*.csproj")))
            found.Add(await ReadAsync(Repository.NameOf(path)));
        return found;
    }

    /// <summary>Reads one file of MSBuild, by its path from the root.</summary>
    public static async Task<ProjectFile> ReadAsync(string path) => new(path, XElement.Parse(await Repository.ReadAsync(path)));

    private IEnumerable<string> Includes(string item) =>
        Xml.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}
