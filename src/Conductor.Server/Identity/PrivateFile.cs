namespace Conductor.Server.Identity;

/// <summary>
/// A file that only its user may read: mode 0600, in a directory of mode 0700 where we make it. It is replaced as a whole, so that a
/// reader sees the old or the new one, and a crash leaves the old one.
/// </summary>
internal static class PrivateFile
{
    private const int LongestFile = 1024 * 1024;
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>All of it; null when it is not there.</summary>
    /// <exception cref="KeyFileException">Others may read or change it, or it cannot be read.</exception>
    public static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Opened before it is looked at: what is checked is then what is read.
            await using var file = new FileStream(path, Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            CheckMode(path, file);
            if (file.Length > LongestFile)
                throw new KeyFileException($"{path} has {file.Length} bytes; a file of keys has at most {LongestFile}. Name the right one: keys.file.");
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The keys in {path} cannot be read: {cause.Message.TrimEnd('.')}. Make the file readable for this user alone.", cause);
        }
    }

    /// <summary>Puts a new one in its place.</summary>
    /// <exception cref="KeyFileException">It cannot be written.</exception>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var next = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            await using (var file = new FileStream(next, Open(FileMode.CreateNew, FileAccess.Write, FileShare.None)))
                await file.WriteAsync(bytes, cancellationToken);
            File.Move(next, path, overwrite: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            File.Delete(next);
            throw new KeyFileException($"The keys cannot be written to {path}: {cause.Message.TrimEnd('.')}. Make its directory writable for this user.", cause);
        }
    }

    /// <summary>Makes the file's directory, for this user alone, unless it is there.</summary>
    /// <exception cref="KeyFileException">It cannot be made, or others may change what is in it.</exception>
    public static void MakeDirectory(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else if (!Directory.Exists(directory))
                Directory.CreateDirectory(directory, UserOnly | UnixFileMode.UserExecute);
            else if ((File.GetUnixFileMode(directory) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
                throw new KeyFileException($"Others may change the directory {directory}, so no keys are put into it. Protect it (chmod 700 {directory}), or name another: keys.file.");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"Cannot make the directory {directory} for the keys: {cause.Message.TrimEnd('.')}. Make it by hand, or name another: keys.file.", cause);
        }
    }

    /// <summary>Keeps other processes that change the file away until it is disposed of.</summary>
    /// <exception cref="IOException">Another one holds it.</exception>
    public static FileStream Lock(string path) => new($"{path}.lock", Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));

    private static FileStreamOptions Open(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (access == FileAccess.Write)
            options.Options |= FileOptions.WriteThrough;
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = UserOnly;
        return options;
    }

    private static void CheckMode(string path, FileStream file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != UnixFileMode.None)
            throw new KeyFileException($"Others than its user may open {path}, so its keys are not trusted. Protect it: chmod 600 {path}");
    }
}
