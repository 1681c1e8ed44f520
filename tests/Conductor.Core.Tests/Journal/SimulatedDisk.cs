using Conductor.Core.Journal;

namespace Conductor.Core.Tests.Journal;

/// <summary>
/// A disk whose power can fail: what was not synced is then there or not, sector by sector, in any order, and so are new names. It can
/// also be full, be read-only, or fail its fsync.
/// </summary>
internal sealed class SimulatedDisk : IJournalDisk
{
    public const int Sector = 512;

    private readonly Dictionary<string, SimulatedFile> _files = [];
    private volatile bool _isSlow;
    private int _waiting;
    private Dictionary<string, SimulatedFile> _durableNames = [];

    /// <summary>Held by whatever touches the disk.</summary>
    public Lock Gate { get; } = new(); // protects names and bytes: a crash sees all of them at one moment

    public string Name => "simulated";

    /// <summary>Bytes that still fit; null for no bound.</summary>
    public long? Room { get; set; }

    /// <summary>Every write fails.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>So many fsyncs from now on fail, after which the unsynced content of their file is lost.</summary>
    public int FailingSyncs { get; set; }

    /// <summary>An fsync of a file takes until this is false again.</summary>
    public bool IsSlow
    {
        get => _isSlow;
        set => _isSlow = value;
    }

    /// <summary>An fsync of a file is taking its time.</summary>
    public bool IsSyncing => Volatile.Read(ref _waiting) > 0;

    /// <summary>What a reader waits for before it reads.</summary>
    public Func<Task>? Reading { get; set; }

    /// <summary>How often something was made durable.</summary>
    public int Syncs { get; private set; }

    public IReadOnlyDictionary<string, SimulatedFile> Files => _files;

    /// <summary>The power fails: a disk as it is found afterwards.</summary>
    public SimulatedDisk Crash(Random random)
    {
        var after = new SimulatedDisk();
        // Names that were not synced are found as they were before, or as they are now.
        // All files at one moment: the power fails for all of them at once.
        lock (Gate)
            foreach (var (name, file) in random.Next(2) == 0 ? _durableNames : _files)
                after._files[name] = file.Crash(random, after);
        after._durableNames = new Dictionary<string, SimulatedFile>(after._files);
        return after;
    }

    /// <summary>The power fails, and nothing that was not durable got through.</summary>
    public SimulatedDisk CrashAtWorst()
    {
        var after = new SimulatedDisk();
        lock (Gate)
            foreach (var (name, file) in _durableNames)
                after._files[name] = file.CrashAtWorst(after);
        after._durableNames = new Dictionary<string, SimulatedFile>(after._files);
        return after;
    }

    /// <summary>Keeps the journal's own thread, as a slow disk does.</summary>
    public void TakeTime()
    {
        Interlocked.Increment(ref _waiting);
        while (_isSlow)
            Thread.Yield();
        Interlocked.Decrement(ref _waiting);
    }

    public IDisposable? Hold() => null;

    public IReadOnlyList<string> List()
    {
        lock (Gate)
            return [.. _files.Keys];
    }

    public IJournalFile Open(string name)
    {
        lock (Gate)
        {
            if (!_files.TryGetValue(name, out var file))
            {
                ThrowIfReadOnly();
                _files[name] = file = new SimulatedFile(this);
            }
            return file;
        }
    }

    public void Rename(string name, string newName)
    {
        ThrowIfReadOnly();
        lock (Gate)
        {
            _files.Remove(name, out var file);
            _files[newName] = file!;
        }
    }

    public void Delete(string name)
    {
        ThrowIfReadOnly();
        lock (Gate)
            _files.Remove(name);
    }

    public void Sync()
    {
        CountSync();
        lock (Gate)
            _durableNames = new Dictionary<string, SimulatedFile>(_files);
    }

    public void ThrowIfReadOnly()
    {
        if (IsReadOnly)
            throw new IOException("Read-only file system.");
    }

    public void TakeRoom(long bytes)
    {
        ThrowIfReadOnly();
        if (Room is { } room && bytes > room)
            throw new IOException("No space left on device.");
        Room -= Math.Max(0, bytes);
    }

    public void CountSync()
    {
        Syncs++;
        if (FailingSyncs > 0)
        {
            FailingSyncs--;
            throw new IOException("Input/output error.");
        }
    }
}
