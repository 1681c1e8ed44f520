namespace Conductor.House.Tests;

/// <summary>The tree that these tests keep in order: found upwards from the test program, read as it is on disk.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules", ".git", ".vs", ".idea", ".vscode"];

    /// <summary>The folder that holds <c>Conductor.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a path inside the repository.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file's path as a person writes it: from the root, with forward slashes.</summary>
    public static string NameOf(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>Every file under a folder that a person wrote, in a fixed order. Build output is left out.</summary>
    public static IEnumerable<string> Files(string folder, string pattern = "*") =>
        Directory.Exists(At(folder))
            ? Walk(At(folder), pattern).Order(StringComparer.Ordinal)
            : [];

    /// <summary>The whole text of a file, given by its full path or its path from the root.</summary>
    public static Task<string> ReadAsync(string path) =>
        File.ReadAllTextAsync(Path.Combine(Root, path), TestContext.Current.CancellationToken);

    /// <summary>The lines of a file, given by its full path or its path from the root.</summary>
    public static Task<string[]> ReadLinesAsync(string path) =>
        File.ReadAllLinesAsync(Path.Combine(Root, path), TestContext.Current.CancellationToken);

    private static IEnumerable<string> Walk(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Concat(
            Directory.EnumerateDirectories(folder)
                .Where(inner => !Generated.Contains(Path.GetFileName(inner)))
                .SelectMany(inner => Walk(inner, pattern)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Conductor.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No Conductor.sln above {AppContext.BaseDirectory}: run these tests from inside the repository.");
    }
}
