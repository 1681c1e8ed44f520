namespace Conductor.Hocon.Including;

/// <summary>Files of the disk.</summary>
public sealed class DiskFiles : IHoconFiles
{
    private DiskFiles()
    {
    }

    /// <summary>The only instance.</summary>
    public static DiskFiles Instance { get; } = new();

    /// <inheritdoc/>
    /// <remarks>"file:" URLs are file names too.</remarks>
    public string? Locate(string name, string includingFile)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)) return null;
        if (Uri.TryCreate(name, UriKind.Absolute, out var url) && name.Contains("://", StringComparison.Ordinal))
        {
            if (!url.IsFile) return null;
            name = url.LocalPath;
        }
        if (Path.IsPathFullyQualified(name)) return Path.GetFullPath(name);
        return Path.IsPathFullyQualified(includingFile) ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(includingFile)!, name)) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            // Editors and deployments replace a file while it is read: nobody is kept from doing so.
            var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using var closing = file.ConfigureAwait(false);
            return await ReadAsync(file, maxBytes + 1, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException cause) when (Directory.Exists(path))
        {
            throw new UnauthorizedAccessException("it is a directory, not a file", cause);
        }
    }

    /// <inheritdoc/>
    public IDisposable? Watch(IReadOnlyCollection<string> paths, Action changed) => DirectoryWatch.Start(paths, changed);

    private static async ValueTask<byte[]> ReadAsync(FileStream file, int most, CancellationToken cancellationToken)
    {
        // The length is only a hint: the file may grow, and one of /proc says 0.
        var buffer = new byte[(int)Math.Min(Math.Max(file.Length + 1, 4096), most)];
        var count = 0;
        while (count < most)
        {
            if (count == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, most));
            var read = await file.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            count += read;
        }
        return buffer[..count];
    }
}
