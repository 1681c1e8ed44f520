using System.Runtime.InteropServices;

namespace Conductor.Core.Journal;

/// <summary>A journal's directory on a real disk: 0700, its files 0600.</summary>
internal sealed partial class DiskDirectory : IJournalDisk
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;

    /// <summary>Makes the directory if it is not there, and takes it away from everybody but its owner.</summary>
    public DiskDirectory(string path)
    {
        _path = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_path);
            return;
        }
        Directory.CreateDirectory(_path, OwnersOnly);
        File.SetUnixFileMode(_path, OwnersOnly);
    }

    public string Name => _path;

    public IDisposable? Hold() => DirectoryHold.Take(_path);

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_path).Select(file => Path.GetFileName(file))];

    public IJournalFile Open(string name) => new DiskFile(Path.Combine(_path, name));

    public void Rename(string name, string newName) => File.Move(Path.Combine(_path, name), Path.Combine(_path, newName), overwrite: true);

    public void Delete(string name) => File.Delete(Path.Combine(_path, name));

    /// <summary>A new file is there after a crash only once its directory was synced too.</summary>
    public void Sync()
    {
        // Other systems keep their directories in order themselves.
        if (!OperatingSystem.IsLinux())
            return;
        const int readOnly = 0;
        var directory = OpenForSync(_path, readOnly);
        if (directory < 0)
            throw new IOException($"{_path} cannot be opened to be synced (error {Marshal.GetLastPInvokeError()}).");
        var failed = SyncDescriptor(directory) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = CloseDescriptor(directory);
        if (failed)
            throw new IOException($"{_path} cannot be synced (error {error}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenForSync(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
