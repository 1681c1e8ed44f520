namespace Conductor.Hocon.Including;

/// <summary>Where configuration files are found and read.</summary>
/// <remarks>Implementations are safe for concurrent callers.</remarks>
public interface IHoconFiles
{
    /// <summary>The path of a file that is named in another one, the same for each way to write it. It does not look whether the file exists.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="includingFile">Path of the file that names it; relative names start in its directory, never in the current one.</param>
    /// <returns>The path, or null if the name is no file name or is relative to a text that is no file.</returns>
    string? Locate(string name, string includingFile);

    /// <summary>Reads a file, without blocking.</summary>
    /// <param name="path">What <see cref="Locate"/> returned, or the path of the first file.</param>
    /// <param name="maxBytes">Most bytes that are wanted; one more is read if there are more, so that the caller can tell.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The bytes, or null if there is no such file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    ValueTask<byte[]?> ReadAsync(string path, int maxBytes, CancellationToken cancellationToken);

    /// <summary>Tells when one of some files may have changed, come or gone. It need not notice everything: files are also read from time to time.</summary>
    /// <param name="paths">The files, whether they exist or not.</param>
    /// <param name="changed">Called on any thread, perhaps often; it returns at once and does not throw.</param>
    /// <returns>Stops the telling when disposed of; null if changes are not noticed here.</returns>
    IDisposable? Watch(IReadOnlyCollection<string> paths, Action changed);
}
