using System.Buffers.Binary;

namespace Conductor.Core.Journal;

/// <summary>
/// A file of the journal: a header, then records one after the other. Written at its end only, but for the words of deleted
/// conversations, which are overwritten where they are.
/// </summary>
internal sealed class Segment(uint id, ulong salt, long run, IJournalFile file)
{
    /// <summary>Bytes before the first record.</summary>
    public const int HeaderSize = 64;

    private const uint Version = 1;
    private const string Prefix = "journal-";
    private const string Suffix = ".log";

    public uint Id { get; } = id;

    /// <summary>Mixed into every checksum: a record of another file is not valid here.</summary>
    public ulong Salt { get; } = salt;

    /// <summary>The run of the journal that wrote it.</summary>
    public long Run { get; } = run;

    public IJournalFile File { get; } = file;

    /// <summary>Bytes that count: behind them is nothing, or what was never finished.</summary>
    public long Length { get; set; }

    /// <summary>Bytes of records that nothing needs any more.</summary>
    public long Dead { get; set; }

    /// <summary>The segment before it, as its header says; 0 for none.</summary>
    public uint Previous { get; init; }

    /// <summary>How many bytes count of the segment before it.</summary>
    public long PreviousLength { get; init; }

    public string Name => NameOf(Id);

    public static string NameOf(uint id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{id:D8}{Suffix}");

    /// <summary>The number in a file's name; 0 for a file that is none of these.</summary>
    public static uint IdOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
        && uint.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), out var id) ? id : 0;

    /// <summary>Begins a segment, durable when this returns. What an earlier failure left under its name is overwritten.</summary>
    public static Segment Create(IJournalDisk disk, uint id, long run, Segment? previous)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        var salt = (ulong)Random.Shared.NextInt64();
        "CONDJRNL"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], id);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], salt);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], run);
        BinaryPrimitives.WriteUInt32LittleEndian(header[32..], previous?.Id ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], previous?.Length ?? 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc32C.Compute(header[..60]));
        var file = disk.Open(NameOf(id));
        try
        {
            file.SetLength(0);
            file.Write(header, 0);
            file.Sync();
            disk.Sync();
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return new Segment(id, salt, run, file) { Length = HeaderSize, Previous = previous?.Id ?? 0, PreviousLength = previous?.Length ?? 0 };
    }

    /// <summary>Opens one that is there.</summary>
    /// <returns>Null when its header is not whole: it was never begun, or it is damaged.</returns>
    /// <exception cref="Ports.ConversationStoreException">A later version wrote it.</exception>
    public static Segment? Open(IJournalDisk disk, uint id)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        var file = disk.Open(NameOf(id));
        if (file.Read(header, 0) < HeaderSize || !header.StartsWith("CONDJRNL"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[60..]) != Crc32C.Compute(header[..60]))
        {
            file.Dispose();
            return null;
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) is var version && version > Version)
            throw new Ports.ConversationStoreException($"{disk.Name}/{NameOf(id)} was written by a later version of Conductor (format {version}). Start that version, or choose another journal.directory.");
        return new Segment(id, BinaryPrimitives.ReadUInt64LittleEndian(header[16..]), BinaryPrimitives.ReadInt64LittleEndian(header[24..]), file)
        {
            Length = file.Length,
            Previous = BinaryPrimitives.ReadUInt32LittleEndian(header[32..]),
            PreviousLength = BinaryPrimitives.ReadInt64LittleEndian(header[40..]),
        };
    }
}
