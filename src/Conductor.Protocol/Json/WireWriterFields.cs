namespace Conductor.Protocol.Json;

/// <summary>Writes the value of a field that is more than a text or a number.</summary>
internal delegate void WriteValue<in T>(ref WireWriter writer, T value)
    where T : allows ref struct;

/// <summary>Whole fields, name and value.</summary>
internal static class WireWriterFields
{
    public static void Text(this ref WireWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        writer.Name(name);
        if (value is null) writer.Null();
        else writer.Text(value.AsSpan());
    }

    public static void Flag(this ref WireWriter writer, ReadOnlySpan<byte> name, bool value)
    {
        writer.Name(name);
        writer.Flag(value);
    }

    public static void Number(this ref WireWriter writer, ReadOnlySpan<byte> name, ulong value)
    {
        writer.Name(name);
        writer.Number(value);
    }

    public static void Guid(this ref WireWriter writer, ReadOnlySpan<byte> name, Guid value)
    {
        writer.Name(name);
        writer.Guid(value);
    }

    public static void Choice<TEnum>(this ref WireWriter writer, ReadOnlySpan<byte> name, TEnum value)
        where TEnum : struct, Enum
    {
        writer.Name(name);
        writer.Raw(WireEnum<TEnum>.Quoted(value));
    }

    // Optional fields are left out when there is nothing to say. Version 1 writes null instead, with the methods above.
    public static void OptionalText(this ref WireWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) writer.Text(name, value);
    }

    public static void OptionalNumber(this ref WireWriter writer, ReadOnlySpan<byte> name, ulong? value)
    {
        if (value is { } number) writer.Number(name, number);
    }

    public static void OptionalGuid(this ref WireWriter writer, ReadOnlySpan<byte> name, Guid? value)
    {
        if (value is { } guid) writer.Guid(name, guid);
    }

    public static void OptionalChoice<TEnum>(this ref WireWriter writer, ReadOnlySpan<byte> name, TEnum? value)
        where TEnum : struct, Enum
    {
        if (value is { } choice) writer.Choice(name, choice);
    }

    public static void OptionalList<T>(this ref WireWriter writer, ReadOnlySpan<byte> name, ValueList<T> values, WriteValue<T> write)
    {
        if (values.Count > 0) writer.List(name, values, write);
    }

    public static void Value<T>(this ref WireWriter writer, ReadOnlySpan<byte> name, T value, WriteValue<T> write)
    {
        writer.Name(name);
        write(ref writer, value);
    }

    public static void List<T>(this ref WireWriter writer, ReadOnlySpan<byte> name, ValueList<T> values, WriteValue<T> write)
    {
        writer.Name(name);
        writer.OpenList();
        for (var i = 0; i < values.Count; i++)
        {
            writer.Next();
            write(ref writer, values[i]);
        }
        writer.CloseList();
    }
}
