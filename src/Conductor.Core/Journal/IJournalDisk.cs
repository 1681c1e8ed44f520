namespace Conductor.Core.Journal;

/// <summary>
/// The directory of a journal. Called by the journal's own thread, which is why it may wait; the one exception is
/// <see cref="IJournalFile.ReadAsync"/>. Every member may throw <see cref="IOException"/>.
/// </summary>
internal interface IJournalDisk
{
    /// <summary>What people call it: its path.</summary>
    string Name { get; }

    /// <summary>Takes the disk for this process alone, until disposed of.</summary>
    /// <exception cref="Ports.ConversationStoreException">Another process has it; the message names that one.</exception>
    IDisposable? Hold();

    /// <summary>The names of the files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file, made if it is not there.</summary>
    IJournalFile Open(string name);

    /// <summary>Gives a file another name, in place of the file that had it.</summary>
    void Rename(string name, string newName);

    /// <summary>Deletes a file, if it is there.</summary>
    void Delete(string name);

    /// <summary>Makes durable which files there are.</summary>
    void Sync();
}

/// <summary>A file of a journal.</summary>
internal interface IJournalFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads as many bytes as there are from a place on, up to the span's length.</summary>
    int Read(Span<byte> into, long offset);

    /// <summary>As <see cref="Read"/>, for any thread.</summary>
    ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellationToken);

    /// <summary>Writes all bytes at a place. After a failure any of them may be there.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes the file so long.</summary>
    void SetLength(long length);

    /// <summary>Makes durable what was written. After a failure it is unknown what is.</summary>
    void Sync();
}
