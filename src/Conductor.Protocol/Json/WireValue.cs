using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Conductor.Protocol.Json;

/// <summary>Makes a value of the model from one JSON value.</summary>
internal delegate T ReadValue<out T>(WireValue value);

/// <summary>One JSON value that has not been looked into, and the name of the field it stands in.</summary>
/// <remarks>
/// The first fault of a message is kept, later ones follow from it. After a fault every read still gives a value of the right type, so
/// that a reader is one expression; the message that comes of it is thrown away.
/// </remarks>
internal readonly ref struct WireValue
{
    /// <summary>Elements of a list. Without this, a list of empty strings takes ten times the memory of its frame.</summary>
    public const int MaxListLength = 10_000;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<byte> _name;
    private readonly ref WireFault? _fault;

    public WireValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, ref WireFault? fault)
    {
        _json = json;
        _name = name;
        _fault = ref fault;
    }

    public bool IsNull => _json.SequenceEqual("null"u8);

    public ReadOnlySpan<byte> Json => _json;

    public WireObject Object() =>
        _json[0] == (byte)'{' ? new WireObject(_json, _name, ref _fault) : new WireObject("{}"u8, WrongType("an object"), ref _fault);

    /// <summary>An externally tagged value: the name of the variant, and what it holds.</summary>
    public WireVariant Variant() => WireVariant.Read(_json, _name, ref _fault);

    public string Text()
    {
        if (_json[0] != (byte)'"') WrongType("a string");
        else if (WireText.TryDecode(_json, out var text)) return text;
        else Fail(WireFaultKind.InvalidText, $"field `{Name}` has an escape that is no character");
        return "";
    }

    public ulong Number(ulong max)
    {
        if (Utf8Parser.TryParse(_json, out ulong value, out var used) && used == _json.Length && value <= max) return value;
        if (_json[0] != (byte)'-' && !char.IsAsciiDigit((char)_json[0])) WrongType($"a whole number");
        else Fail(WireFaultKind.OutOfRange, $"field `{Name}` is not a whole number from 0 to {max}");
        return 0;
    }

    public float Float()
    {
        if (Utf8Parser.TryParse(_json, out double value, out var used) && used == _json.Length)
        {
            if (float.IsFinite((float)value)) return (float)value;
            Fail(WireFaultKind.OutOfRange, $"field `{Name}` is larger than a 32-bit float");
        }
        else
        {
            WrongType("a number");
        }
        return 0;
    }

    public bool Flag()
    {
        var value = _json.SequenceEqual("true"u8);
        if (!value && !_json.SequenceEqual("false"u8)) WrongType("true or false");
        return value;
    }

    /// <summary>A UUID with or without hyphens or braces.</summary>
    public Guid Guid()
    {
        if (System.Guid.TryParse(Text(), out var value)) return value;
        Fail(WireFaultKind.WrongType, $"field `{Name}` is not a UUID");
        return default;
    }

    public TEnum Choice<TEnum>()
        where TEnum : struct, Enum
    {
        var variant = Variant();
        if (WireEnum<TEnum>.TryParse(variant.Name, out var value)) variant.HasNoFields();
        else variant.Unknown();
        return value;
    }

    /// <summary>A name of an enumeration that may grow: one that is not known is the value 0, which is there to say so.</summary>
    public TEnum OpenChoice<TEnum>()
        where TEnum : struct, Enum
    {
        if (_json[0] != (byte)'"') WrongType("a name");
        else if (WireEnum<TEnum>.TryParse(WireText.Unescape(_json), out var value)) return value;
        return default;
    }

    public ValueList<T> List<T>(ReadValue<T> read)
    {
        if (_json[0] != (byte)'[')
        {
            WrongType("a list");
            return [];
        }
        var items = new List<T>();
        var reader = new Utf8JsonReader(_json);
        reader.Read();
        while (_fault is null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (items.Count == MaxListLength) Fail(WireFaultKind.TooMany, $"field `{Name}` has more than {MaxListLength} elements");
            else items.Add(read(new WireValue(_json[start..(int)reader.BytesConsumed], _name, ref _fault)));
        }
        return items.ToValueList();
    }

    private string Name => Encoding.UTF8.GetString(_name);

    private ReadOnlySpan<byte> WrongType(string expected)
    {
        Fail(WireFaultKind.WrongType, $"field `{Name}` is not {expected}");
        return _name;
    }

    private void Fail(WireFaultKind kind, string message) => _fault ??= new WireFault(kind, message);
}
