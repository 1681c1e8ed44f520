using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Conductor.Protocol.Json;

/// <summary>Where the fields of one object stand, at most 32 of them: the largest object of the protocol has 13.</summary>
[InlineArray(Capacity)]
internal struct WireSlots
{
    public const int Capacity = 32;

    private WireSlot _first;

    /// <summary>The number of fields, or -1 when there are more than the capacity.</summary>
    public static int Fill(ref WireSlots slots, ReadOnlySpan<byte> json)
    {
        var count = 0;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (count == Capacity) return -1;
            var name = (int)reader.TokenStartIndex + 1;
            var nameLength = reader.ValueSpan.Length;
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            slots[count++] = new WireSlot(name, nameLength, value, (int)reader.BytesConsumed - value);
        }
        return count;
    }
}

/// <summary>One field: the place of its name, without quotes, and of its value.</summary>
internal readonly record struct WireSlot(int NameStart, int NameLength, int ValueStart, int ValueLength)
{
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> json) => json.Slice(NameStart, NameLength);

    public ReadOnlySpan<byte> QuotedName(ReadOnlySpan<byte> json) => json.Slice(NameStart - 1, NameLength + 2);

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> json) => json.Slice(ValueStart, ValueLength);
}
