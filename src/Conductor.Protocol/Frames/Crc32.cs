using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Conductor.Protocol.Frames;

/// <summary>The checksum of a frame: CRC-32 as in zlib and PNG (IEEE 802.3, reflected, polynomial 0xEDB88320).</summary>
/// <remarks>Uses carry-less multiplication on x86 and the CRC instructions on Arm, tables elsewhere. Safe for concurrent callers.</remarks>
public static class Crc32
{
    // Below this the set-up of folding costs more than the tables.
    private const int FoldingPays = 64;

    private static readonly uint[][] Tables = CreateTables();

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Feed(uint.MaxValue, bytes);

    /// <summary>The checksum of <paramref name="bytes"/>, the same for any division into segments.</summary>
    public static uint Compute(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment) return Compute(bytes.FirstSpan);
        var register = uint.MaxValue;
        foreach (var segment in bytes) register = Feed(register, segment.Span);
        return ~register;
    }

    private static uint Feed(uint register, ReadOnlySpan<byte> bytes)
    {
        if (ArmCrc32.Arm64.IsSupported) return FeedInstructions(register, bytes);
        if (Pclmulqdq.IsSupported && bytes.Length >= FoldingPays)
        {
            var folded = bytes.Length & ~15;
            register = Crc32Folding.Feed(register, bytes[..folded]);
            bytes = bytes[folded..];
        }
        return FeedTables(register, bytes);
    }

    private static uint FeedInstructions(uint register, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            register = ArmCrc32.Arm64.ComputeCrc32(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes) register = ArmCrc32.ComputeCrc32(register, value);
        return register;
    }

    /// <summary>Eight bytes at a time, one table for the place of each.</summary>
    internal static uint FeedTables(uint register, ReadOnlySpan<byte> bytes)
    {
        var t = Tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ register;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            register = t[7][(byte)low] ^ t[6][(byte)(low >> 8)] ^ t[5][(byte)(low >> 16)] ^ t[4][low >> 24]
                ^ t[3][(byte)high] ^ t[2][(byte)(high >> 8)] ^ t[1][(byte)(high >> 16)] ^ t[0][high >> 24];
        }
        foreach (var value in bytes) register = t[0][(byte)(register ^ value)] ^ (register >> 8);
        return register;
    }

    private static uint[][] CreateTables()
    {
        var tables = new uint[8][];
        for (var place = 0; place < tables.Length; place++)
        {
            tables[place] = new uint[256];
            for (var value = 0u; value < 256; value++)
                tables[place][value] = place == 0 ? Remainder(value) : Shift(tables, tables[place - 1][value]);
        }
        return tables;
    }

    private static uint Shift(uint[][] tables, uint register) => tables[0][(byte)register] ^ (register >> 8);

    private static uint Remainder(uint register)
    {
        for (var bit = 0; bit < 8; bit++) register = (register >> 1) ^ ((register & 1) * 0xEDB88320);
        return register;
    }
}
