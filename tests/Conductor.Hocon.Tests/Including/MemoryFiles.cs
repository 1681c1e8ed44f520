using System.Collections.Concurrent;
using System.Text;
using Conductor.Hocon.Including;

namespace Conductor.Hocon.Tests.Including;

/// <summary>Files by path, in memory; a file whose text is null cannot be read.</summary>
internal sealed class MemoryFiles : IHoconFiles, IDisposable
{
    private readonly ConcurrentDictionary<string, byte[]?> _files = [];

    public string? this[string path]
    {
        set => _files[path] = value is null ? null : Encoding.UTF8.GetBytes(value);
    }

    public List<string> Read { get; } = [];

    /// <summary>Whether changes are noticed, once they are told by <see cref="Change"/>.</summary>
    public bool IsWatchable { get; init; } = true;

    public Action Change { get; private set; } = () => { };

    public IReadOnlyCollection<string>? Watched { get; private set; }

    public string? Locate(string name, string includingFile) => DiskFiles.Instance.Locate(name, includingFile);

    public async ValueTask<byte[]?> ReadAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        // The caller must not count on an answer at once.
        await Task.Yield();
        lock (Read) Read.Add(path);
        if (!_files.TryGetValue(path, out var bytes)) return null;
        return bytes ?? throw new UnauthorizedAccessException("no permission");
    }

    public IDisposable? Watch(IReadOnlyCollection<string> paths, Action changed)
    {
        if (!IsWatchable) return null;
        Watched = paths;
        Change = changed;
        return this;
    }

    public void Dispose() => Watched = null;

    public void Remove(string path) => _files.TryRemove(path, out _);

    public void Add(string path, byte[] bytes) => _files[path] = bytes;
}
