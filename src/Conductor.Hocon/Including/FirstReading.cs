namespace Conductor.Hocon.Including;

/// <summary>Files of the disk that are read in the caller's own time until the first reading is over, and without blocking from then on.</summary>
internal sealed class FirstReading : IHoconFiles
{
    /// <summary>The first reading is over.</summary>
    public bool IsOver { get; set; }

    public string? Locate(string name, string includingFile) => DiskFiles.Instance.Locate(name, includingFile);

    public IDisposable? Watch(IReadOnlyCollection<string> paths, Action changed) => DiskFiles.Instance.Watch(paths, changed);

    public ValueTask<byte[]?> ReadAsync(string path, int maxBytes, CancellationToken cancellationToken) =>
        IsOver ? DiskFiles.Instance.ReadAsync(path, maxBytes, cancellationToken) : new ValueTask<byte[]?>(ReadNow(path, maxBytes));

    private static byte[]? ReadNow(string path, int maxBytes)
    {
        if (Directory.Exists(path))
            throw new UnauthorizedAccessException("it is a directory, not a file");
        if (!File.Exists(path))
            return null;
#pragma warning disable RS0030 // what Microsoft's configuration offers for the first reading is synchronous; the program has no other work yet
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[(int)Math.Min(file.Length, maxBytes + 1L)];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
#pragma warning restore RS0030
        return bytes[..count];
    }
}
