namespace Conductor.Actors.Tests.Contract;

/// <summary>The tree that these tests are a part of, found upwards from the test program.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The text of a file, with the line ends that we write.</summary>
    public static async Task<string> ReadAsync(params string[] parts) =>
        (await File.ReadAllTextAsync(At(parts), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Conductor.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No Conductor.sln above {AppContext.BaseDirectory}: run these tests from inside the repository.");
    }
}
