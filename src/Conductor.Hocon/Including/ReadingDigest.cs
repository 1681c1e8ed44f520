using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Conductor.Hocon.Including;

/// <summary>
/// Tells one reading of some files from another: 128 bits over their names and all that is in them. It guards against chance, not against people, who
/// may write the file as they like anyway; a digest that guards against those would bring a whole library of cryptography into every start.
/// </summary>
internal sealed class ReadingDigest
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private ulong _one = Prime;
    private ulong _other = ~Prime;

    /// <summary>Adds a file by its name; null where there is none.</summary>
    public void Add(string path, byte[]? content)
    {
        Add(Encoding.UTF8.GetBytes(path));
        Mix((ulong)(content?.Length ?? -1));
        Add(content ?? []);
    }

    /// <summary>What was added until now, as text.</summary>
    public override string ToString() => $"{_one:x16}{_other:x16}";

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        Mix((ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        rest.Clear();
        bytes.CopyTo(rest);
        Mix(BinaryPrimitives.ReadUInt64LittleEndian(rest));
    }

    // Two lanes that go different ways, so that what meets in one by chance differs in the other.
    private void Mix(ulong value)
    {
        _one = (BitOperations.RotateLeft(_one, 5) ^ value) * Prime;
        _other = BitOperations.RotateLeft((_other + value) * 0xC2B2_AE3D_27D4_EB4F, 31) ^ value;
    }
}
