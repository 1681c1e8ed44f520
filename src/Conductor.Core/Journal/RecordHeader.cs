using System.Buffers.Binary;

namespace Conductor.Core.Journal;

/// <summary>
/// The beginning of each record. On disk, little-endian: u32 length of what follows the first eight bytes, u32 CRC-32C of that, begun
/// with the segment's salt and the record's offset, then the fields. A record that lies in another place or file is not valid there.
/// </summary>
internal readonly record struct RecordHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 54;

    /// <summary>The version of the layout that this code writes.</summary>
    public const byte Version = 1;

    private const int Front = 8;

    /// <summary>What the record holds.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>The conversation.</summary>
    public required Guid Conversation { get; init; }

    /// <summary>The number of its first event.</summary>
    public required long First { get; init; }

    /// <summary>How many events.</summary>
    public required int Count { get; init; }

    /// <summary>The conversation's record before this one.</summary>
    public RecordPlace Before { get; init; }

    /// <summary>
    /// How much of the segment was known to be durable when this was written. A damaged record behind that has never been
    /// acknowledged before this one was written.
    /// </summary>
    public long Durable { get; init; }

    /// <summary>Bytes of the whole record, this header included.</summary>
    public int Length { get; init; }

    /// <summary>The version that wrote it.</summary>
    public byte WrittenAs { get; init; }

    /// <summary>Writes the header of a record whose payload is in place behind it, checksum included.</summary>
    public void Write(Span<byte> record, ulong salt, long offset)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - Front);
        record[8] = Version;
        record[9] = (byte)Kind;
        BinaryPrimitives.WriteInt64LittleEndian(record[10..], Durable);
        Conversation.TryWriteBytes(record[18..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(record[34..], Before.Segment);
        BinaryPrimitives.WriteUInt32LittleEndian(record[38..], Before.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(record[42..], First);
        BinaryPrimitives.WriteInt32LittleEndian(record[50..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32C.Compute(record[Front..], salt, (ulong)offset));
    }

    /// <summary>The length that a record claims, from its first four bytes; 0 for one that cannot be.</summary>
    public static int ClaimedLength(ReadOnlySpan<byte> front)
    {
        var rest = BinaryPrimitives.ReadUInt32LittleEndian(front);
        return rest is < Size - Front or > JournalPlan.LargestRecord ? 0 : (int)rest + Front;
    }

    /// <summary>Whether a whole record is what was written here.</summary>
    public static bool IsValid(ReadOnlySpan<byte> record, ulong salt, long offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Crc32C.Compute(record[Front..], salt, (ulong)offset);

    /// <summary>Reads the fields, valid or not.</summary>
    public static RecordHeader Read(ReadOnlySpan<byte> record) => new()
    {
        Length = ClaimedLength(record),
        WrittenAs = record[8],
        Kind = (RecordKind)record[9],
        Durable = BinaryPrimitives.ReadInt64LittleEndian(record[10..]),
        Conversation = new Guid(record.Slice(18, 16), bigEndian: true),
        Before = new RecordPlace(BinaryPrimitives.ReadUInt32LittleEndian(record[34..]), BinaryPrimitives.ReadUInt32LittleEndian(record[38..])),
        First = BinaryPrimitives.ReadInt64LittleEndian(record[42..]),
        Count = BinaryPrimitives.ReadInt32LittleEndian(record[50..]),
    };
}
