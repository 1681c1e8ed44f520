using System.Buffers.Binary;
using System.Numerics;

namespace Conductor.Core.Journal;

/// <summary>CRC-32C (Castagnoli, reflected, polynomial 0x82F63B78), as processors compute it. Safe for concurrent callers.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of the bytes, begun with what came before them.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, ulong salt = 0, ulong place = 0)
    {
        var register = BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, salt), place);
        while (bytes.Length >= sizeof(ulong))
        {
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var one in bytes)
            register = BitOperations.Crc32C(register, one);
        return ~register;
    }
}
