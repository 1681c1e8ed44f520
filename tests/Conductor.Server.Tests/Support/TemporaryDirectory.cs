namespace Conductor.Server.Tests.Support;

/// <summary>A directory of a test's own, gone with it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("conductor-");

    public string Path => _directory.FullName;

    /// <summary>A path for a socket, in a directory that is not there yet.</summary>
    public string Socket => System.IO.Path.Combine(Path, "run", "c.sock");

    public void Dispose() => _directory.Delete(recursive: true);
}
