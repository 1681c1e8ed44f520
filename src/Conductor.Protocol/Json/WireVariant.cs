using System.Text;

namespace Conductor.Protocol.Json;

/// <summary>
/// An externally tagged value: <c>"Name"</c>, or <c>{"Name": content}</c>. A variant without fields may also be <c>{"Name": null}</c>.
/// </summary>
internal readonly ref struct WireVariant
{
    private readonly ReadOnlySpan<byte> _content;
    private readonly ReadOnlySpan<byte> _field;
    private readonly ref WireFault? _fault;

    private WireVariant(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content, ReadOnlySpan<byte> field, ref WireFault? fault)
    {
        Name = name;
        _content = content;
        _field = field;
        _fault = ref fault;
    }

    /// <summary>In UTF-8, without escapes; empty after a fault.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public static WireVariant Read(ReadOnlySpan<byte> json, ReadOnlySpan<byte> field, ref WireFault? fault)
    {
        if (json[0] == (byte)'"')
        {
            return new WireVariant(WireText.Unescape(json), default, field, ref fault);
        }
        if (json[0] == (byte)'{')
        {
            var slots = default(WireSlots);
            if (WireSlots.Fill(ref slots, json) == 1)
                return new WireVariant(WireText.Unescape(slots[0].QuotedName(json)), slots[0].Value(json), field, ref fault);
        }
        var where = Encoding.UTF8.GetString(field);
        fault ??= new WireFault(WireFaultKind.WrongType, $"`{where}` is neither a variant's name nor an object with that name as its only key");
        return new WireVariant(default, default, field, ref fault);
    }

    /// <summary>The fields of the variant; their faults name it.</summary>
    public WireObject Fields()
    {
        if (!_content.IsEmpty && _content[0] == (byte)'{') return new WireObject(_content, Name, ref _fault);
        _fault ??= new WireFault(WireFaultKind.WrongType, $"variant `{WireText.ForFault(Name)}` needs an object of fields");
        return new WireObject("{}"u8, Name, ref _fault);
    }

    /// <summary>The one value that the variant wraps.</summary>
    public WireValue Content()
    {
        if (!_content.IsEmpty) return new WireValue(_content, Name, ref _fault);
        _fault ??= new WireFault(WireFaultKind.WrongType, $"variant `{WireText.ForFault(Name)}` needs a value");
        return new WireValue("null"u8, Name, ref _fault);
    }

    public void HasNoFields()
    {
        if (_content.IsEmpty || _content.SequenceEqual("null"u8)) return;
        _fault ??= new WireFault(WireFaultKind.WrongType, $"variant `{WireText.ForFault(Name)}` has no fields");
    }

    public void Unknown()
    {
        var where = Encoding.UTF8.GetString(_field);
        _fault ??= new WireFault(WireFaultKind.UnknownVariant, $"unknown variant `{WireText.ForFault(Name)}` of `{where}`");
    }
}
