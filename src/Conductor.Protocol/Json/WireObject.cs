using System.Text;

namespace Conductor.Protocol.Json;

/// <summary>The fields of one object, found by name in any order; fields that nobody asks for are ignored.</summary>
internal ref struct WireObject
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<byte> _owner;
    private readonly ref WireFault? _fault;
    private readonly int _count;
    private WireSlots _slots;

    public WireObject(ReadOnlySpan<byte> json, ReadOnlySpan<byte> owner, ref WireFault? fault)
    {
        _json = json;
        _owner = owner;
        _fault = ref fault;
        _count = WireSlots.Fill(ref _slots, json);
        if (_count >= 0) return;
        _count = 0;
        Fail(WireFaultKind.TooMany, $"`{WireText.ForFault(owner)}` has more than {WireSlots.Capacity} fields");
    }

    /// <summary>True when the field is there and not null.</summary>
    public bool Has(ReadOnlySpan<byte> name)
    {
        var slot = Find(name);
        return slot >= 0 && !_slots[slot].Value(_json).SequenceEqual("null"u8);
    }

    /// <summary>True when the field is there, be it null: a field with a default may be left out, but null is not its type.</summary>
    public bool Given(ReadOnlySpan<byte> name) => Find(name) >= 0;

    /// <summary>The value of a required field.</summary>
    public WireValue Value(ReadOnlySpan<byte> name)
    {
        var slot = Find(name);
        if (slot >= 0) return new WireValue(_slots[slot].Value(_json), name, ref _fault);
        Fail(WireFaultKind.MissingField, $"missing field `{Encoding.UTF8.GetString(name)}` in `{WireText.ForFault(_owner)}`");
        return new WireValue("null"u8, name, ref _fault);
    }

    public string Text(ReadOnlySpan<byte> name) => Value(name).Text();

    public string? OptionalText(ReadOnlySpan<byte> name) => Has(name) ? Value(name).Text() : null;

    public bool Flag(ReadOnlySpan<byte> name) => Value(name).Flag();

    public byte UInt8(ReadOnlySpan<byte> name) => (byte)Value(name).Number(byte.MaxValue);

    public uint UInt32(ReadOnlySpan<byte> name) => (uint)Value(name).Number(uint.MaxValue);

    public ulong UInt64(ReadOnlySpan<byte> name) => Value(name).Number(ulong.MaxValue);

    public uint? OptionalUInt32(ReadOnlySpan<byte> name) => Has(name) ? UInt32(name) : null;

    public ulong? OptionalUInt64(ReadOnlySpan<byte> name) => Has(name) ? UInt64(name) : null;

    public Guid Guid(ReadOnlySpan<byte> name) => Value(name).Guid();

    public Guid? OptionalGuid(ReadOnlySpan<byte> name) => Has(name) ? Guid(name) : null;

    public TEnum Choice<TEnum>(ReadOnlySpan<byte> name)
        where TEnum : struct, Enum => Value(name).Choice<TEnum>();

    public TEnum OpenChoice<TEnum>(ReadOnlySpan<byte> name)
        where TEnum : struct, Enum => Value(name).OpenChoice<TEnum>();

    public TEnum? OptionalOpenChoice<TEnum>(ReadOnlySpan<byte> name)
        where TEnum : struct, Enum => Has(name) ? OpenChoice<TEnum>(name) : null;

    /// <summary>A list that may be left out when it is empty.</summary>
    public ValueList<T> OptionalList<T>(ReadOnlySpan<byte> name, ReadValue<T> read) => Has(name) ? Value(name).List(read) : [];

    private int Find(ReadOnlySpan<byte> name)
    {
        var found = -1;
        for (var i = 0; i < _count; i++)
        {
            if (!IsNamed(_slots[i], name)) continue;
            if (found >= 0)
            {
                Fail(WireFaultKind.DuplicateField, $"field `{Encoding.UTF8.GetString(name)}` stands twice in `{WireText.ForFault(_owner)}`");
                break;
            }
            found = i;
        }
        return found;
    }

    private readonly bool IsNamed(WireSlot slot, ReadOnlySpan<byte> name) =>
        slot.Name(_json).SequenceEqual(name) || WireText.Unescape(slot.QuotedName(_json)).SequenceEqual(name);

    private readonly void Fail(WireFaultKind kind, string message) => _fault ??= new WireFault(kind, message);
}
