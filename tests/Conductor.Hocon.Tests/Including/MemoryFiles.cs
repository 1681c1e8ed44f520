using System.Text;
using Conductor.Hocon.Including;

namespace Conductor.Hocon.Tests.Including;

/// <summary>Files by path, in memory; a file whose text is null cannot be read.</summary>
internal sealed class MemoryFiles : IHoconFiles
{
    private readonly Dictionary<string, byte[]?> _files = [];

    public string? this[string path]
    {
        set => _files[path] = value is null ? null : Encoding.UTF8.GetBytes(value);
    }

    public List<string> Read { get; } = [];

    public string? Locate(string name, string includingFile) => DiskFiles.Instance.Locate(name, includingFile);

    public async ValueTask<byte[]?> ReadAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        // The caller must not count on an answer at once.
        await Task.Yield();
        Read.Add(path);
        if (!_files.TryGetValue(path, out var bytes)) return null;
        return bytes ?? throw new UnauthorizedAccessException("no permission");
    }

    public void Add(string path, byte[] bytes) => _files[path] = bytes;
}
