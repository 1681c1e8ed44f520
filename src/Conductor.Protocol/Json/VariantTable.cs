using System.Collections.Frozen;

namespace Conductor.Protocol.Json;

/// <summary>All variants of a message family.</summary>
internal sealed class VariantTable<TFamily>
    where TFamily : class
{
    private readonly Variant<TFamily>[] _variants;
    private readonly FrozenDictionary<Type, Variant<TFamily>> _byType;

    public VariantTable(params ReadOnlySpan<Variant<TFamily>> variants)
    {
        _variants = variants.ToArray();
        _byType = _variants.ToFrozenDictionary(variant => variant.Type);
        (Reader, Writer) = (Read, Write);
        Names = _variants.Select(variant => variant.Name).ToValueList();
    }

    public ValueList<string> Names { get; }

    /// <summary>Made once: a method group makes a new delegate with every message.</summary>
    public ReadValue<TFamily?> Reader { get; }

    /// <summary>Made once, as above.</summary>
    public WriteValue<TFamily> Writer { get; }

    private TFamily? Read(WireValue value)
    {
        var given = value.Variant();
        foreach (var variant in _variants)
        {
            if (given.Name.SequenceEqual(variant.Utf8Name)) return variant.Read(given);
        }
        given.Unknown();
        return null;
    }

    private void Write(ref WireWriter writer, TFamily message) =>
        _byType[message.GetType()].Write(ref writer, message);
}
