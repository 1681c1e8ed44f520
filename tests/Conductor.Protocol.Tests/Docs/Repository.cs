namespace Conductor.Protocol.Tests.Docs;

/// <summary>Files of the repository that tests hold against the code.</summary>
internal static class Repository
{
    public static Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Conductor.sln"))) directory = directory.Parent;
        Assert.NotNull(directory);
        return File.ReadAllTextAsync(Path.Combine(directory.FullName, path), cancellationToken);
    }
}
