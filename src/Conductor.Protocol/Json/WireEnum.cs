using System.Runtime.CompilerServices;
using System.Text;

namespace Conductor.Protocol.Json;

/// <summary>The names of an enumeration on the wire, which are its names in the code. Its values count up from 0.</summary>
internal static class WireEnum<TEnum>
    where TEnum : struct, Enum
{
    private static readonly TEnum[] Values = Enum.GetValues<TEnum>();
    private static readonly byte[][] QuotedNames = [.. Values.Select(value => Encoding.UTF8.GetBytes($"\"{value}\""))];

    /// <summary>The name in quotes. Throws <see cref="IndexOutOfRangeException"/> for a value that the enumeration does not have.</summary>
    public static ReadOnlySpan<byte> Quoted(TEnum value) => QuotedNames[Unsafe.BitCast<TEnum, int>(value)];

    public static ReadOnlySpan<byte> Name(TEnum value) => Quoted(value)[1..^1];

    public static bool TryParse(ReadOnlySpan<byte> name, out TEnum value)
    {
        for (var i = 0; i < QuotedNames.Length; i++)
        {
            if (!name.SequenceEqual(QuotedNames[i].AsSpan()[1..^1])) continue;
            value = Values[i];
            return true;
        }
        value = default;
        return false;
    }
}
