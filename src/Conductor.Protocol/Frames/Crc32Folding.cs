using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Conductor.Protocol.Frames;

/// <summary>CRC-32 by carry-less multiplication: 64 bytes are folded onto the next 64, the rest is reduced by Barrett's method.</summary>
/// <remarks>
/// The constants are powers of x modulo the polynomial, bit-reflected: for folding over 512 and 128 bits, for the step from
/// 128 to 64 bits, and the polynomial with its Barrett reciprocal.
/// </remarks>
internal static class Crc32Folding
{
    private static readonly Vector128<ulong> Over512 = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);
    private static readonly Vector128<ulong> Over128 = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
    private static readonly Vector128<ulong> To64 = Vector128.Create(0x1_63CD_6124UL, 0UL);
    private static readonly Vector128<ulong> Polynomial = Vector128.Create(0x1_DB71_0641UL, 0x1_F701_1641UL);
    private static readonly Vector128<ulong> LowHalves = Vector128.Create(0xFFFF_FFFFUL);

    /// <summary>Feeds at least 64 bytes, a multiple of 16, into the register. Only where <see cref="Pclmulqdq"/> is supported.</summary>
    public static uint Feed(uint register, ReadOnlySpan<byte> bytes)
    {
        var a = Load(bytes) ^ Vector128.CreateScalar((ulong)register);
        var b = Load(bytes[16..]);
        var c = Load(bytes[32..]);
        var d = Load(bytes[48..]);
        for (bytes = bytes[64..]; bytes.Length >= 64; bytes = bytes[64..])
        {
            a = Fold(a, Over512) ^ Load(bytes);
            b = Fold(b, Over512) ^ Load(bytes[16..]);
            c = Fold(c, Over512) ^ Load(bytes[32..]);
            d = Fold(d, Over512) ^ Load(bytes[48..]);
        }
        a = Fold(a, Over128) ^ b;
        a = Fold(a, Over128) ^ c;
        a = Fold(a, Over128) ^ d;
        for (; bytes.Length >= 16; bytes = bytes[16..]) a = Fold(a, Over128) ^ Load(bytes);
        return Reduce(a);
    }

    private static Vector128<ulong> Load(ReadOnlySpan<byte> bytes) => Vector128.Create(bytes[..16]).AsUInt64();

    private static Vector128<ulong> Fold(Vector128<ulong> value, Vector128<ulong> factors) =>
        Pclmulqdq.CarrylessMultiply(value, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, factors, 0x11);

    private static uint Reduce(Vector128<ulong> value)
    {
        value = Sse2.ShiftRightLogical128BitLane(value, 8) ^ Pclmulqdq.CarrylessMultiply(value, Over128, 0x10);
        value = Sse2.ShiftRightLogical128BitLane(value, 4) ^ Pclmulqdq.CarrylessMultiply(value & LowHalves, To64, 0x00);
        var quotient = Pclmulqdq.CarrylessMultiply(value & LowHalves, Polynomial, 0x10) & LowHalves;
        return (value ^ Pclmulqdq.CarrylessMultiply(quotient, Polynomial, 0x00)).AsUInt32()[1];
    }
}
