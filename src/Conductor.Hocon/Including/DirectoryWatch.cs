namespace Conductor.Hocon.Including;

/// <summary>Notices changes of files by the notices of their directories.</summary>
internal sealed class DirectoryWatch : IDisposable
{
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly HashSet<string> _paths;
    private readonly Action _changed;

    private DirectoryWatch(IReadOnlyCollection<string> paths, Action changed) =>
        (_paths, _changed) = (paths.ToHashSet(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal), changed);

    /// <summary>Starts watching; null if no directory can be watched.</summary>
    public static DirectoryWatch? Start(IReadOnlyCollection<string> paths, Action changed)
    {
        var watch = new DirectoryWatch(paths, changed);
        foreach (var directory in paths.Select(Path.GetDirectoryName).OfType<string>().Distinct(StringComparer.Ordinal)) watch.Add(directory);
        if (watch._watchers.Count > 0) return watch;
        watch.Dispose();
        return null;
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
    }

    private void Add(string directory)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(directory);
            watcher.Created += (_, change) => Notice(change.FullPath);
            watcher.Changed += (_, change) => Notice(change.FullPath);
            watcher.Deleted += (_, change) => Notice(change.FullPath);
            watcher.Renamed += (_, change) => { Notice(change.OldFullPath); Notice(change.FullPath); };
            watcher.Error += (_, _) => _changed();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // No such directory, or the system has no watch left to give: the files are read from time to time all the same.
            watcher?.Dispose();
        }
    }

    // Kubernetes changes all files of a mount at once by turning the link "..data", so the files' own names are not named.
    private void Notice(string path)
    {
        if (_paths.Contains(path) || Path.GetFileName(path.AsSpan()).StartsWith("..")) _changed();
    }
}
