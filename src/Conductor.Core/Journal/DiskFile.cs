using Microsoft.Win32.SafeHandles;

namespace Conductor.Core.Journal;

/// <summary>A file on a real disk. Not buffered by us: the journal writes whole batches.</summary>
internal sealed class DiskFile : IJournalFile
{
    private readonly FileStream _stream;
    private readonly SafeFileHandle _handle;

    public DiskFile(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _stream = new FileStream(path, options);
        _handle = _stream.SafeFileHandle;
    }

    public long Length => RandomAccess.GetLength(_handle);

    public ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_handle, into, offset, cancellationToken);

    public void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(_handle, length);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TooLong();
        }
    }

#pragma warning disable RS0030, MA0045 // fsync has no asynchronous form, and the journal's own thread does nothing but this: nobody waits with it
    public int Read(Span<byte> into, long offset) => RandomAccess.Read(_handle, into, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TooLong();
        }
    }

    public void Sync() => RandomAccess.FlushToDisk(_handle);
#pragma warning restore RS0030, MA0045

    public void Dispose() => _stream.Dispose();

    // .NET takes a limit on the length of files for a wrong argument. It is a disk that takes no more.
    private static IOException TooLong() => new("File too large");
}
