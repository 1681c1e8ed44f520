namespace Conductor.Core.Journal;

/// <summary>A disk that forgets everything with the process: for a conductor that is told to keep no journal.</summary>
internal sealed class MemoryDisk : IJournalDisk
{
    // Protects the files by name: the journal's thread makes and deletes them, readers hold them.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFile> _files = [];

    public string Name => "memory";

    public IDisposable? Hold() => null;

    public IReadOnlyList<string> List()
    {
        lock (_gate)
            return [.. _files.Keys];
    }

    public IJournalFile Open(string name)
    {
        lock (_gate)
            return _files.TryGetValue(name, out var file) ? file : _files[name] = new MemoryFile();
    }

    public void Rename(string name, string newName)
    {
        lock (_gate)
            if (_files.Remove(name, out var file))
                _files[newName] = file;
    }

    public void Delete(string name)
    {
        lock (_gate)
            _files.Remove(name);
    }

    public void Sync()
    {
    }
}
