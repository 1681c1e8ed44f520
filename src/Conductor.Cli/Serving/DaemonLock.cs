using System.Globalization;

namespace Conductor.Cli.Serving;

/// <summary>
/// One daemon per socket. What counts is the system's lock on a file, which ends with the process, however that ends. So it cannot lie: a
/// file that a dead process left is simply taken. The number of the process stands in a file beside it, for people and scripts; whoever
/// holds the lock has written it.
/// </summary>
internal sealed class DaemonLock : IAsyncDisposable
{
    private readonly FileStream _file;
    private readonly string _processFile;

    private DaemonLock(FileStream file, string processFile) => (_file, _processFile) = (file, processFile);

    /// <summary>Takes the lock beside a socket.</summary>
    /// <param name="socketPath">The socket; empty for none, and then there is nothing to take.</param>
    /// <exception cref="CliException">Another process holds it, or it cannot be made.</exception>
    public static async Task<DaemonLock?> TakeAsync(string socketPath)
    {
        if (socketPath.Length == 0)
            return null;
        var (path, processFile) = ($"{socketPath}.lock", $"{socketPath}.pid");
        try
        {
            MakeDirectory(Path.GetDirectoryName(path)!);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
            await File.WriteAllTextAsync(processFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n", CancellationToken.None);
            return new DaemonLock(file, processFile);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new CliException($"Another conductor{await HolderAsync(processFile)} runs with the socket {socketPath}. Stop that one, or give this one a place of its own: --socket PATH --http HOST:PORT");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Cannot make {path}: {cause.Message.TrimEnd('.')}. Make its directory writable, or choose another place (--socket PATH).");
        }
    }

    /// <summary>Gives it up. The locked file stays: to remove it would take it from one who has opened it meanwhile.</summary>
    public ValueTask DisposeAsync()
    {
        File.Delete(_processFile);
        return _file.DisposeAsync();
    }

    private static void MakeDirectory(string directory)
    {
        if (Directory.Exists(directory))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<string> HolderAsync(string processFile)
    {
        try
        {
            var written = await File.ReadAllTextAsync(processFile, CancellationToken.None);
            return int.TryParse(written, CultureInfo.InvariantCulture, out var process) ? $" (process {process})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
