using System.Text;

namespace Conductor.Protocol.Json;

/// <summary>Makes a message from its fields.</summary>
internal delegate T ReadFields<out T>(ref WireObject fields);

/// <summary>One variant of a message family: its name on the wire, how it is read and how it is written, side by side.</summary>
internal abstract class Variant<TFamily>(string name, Type type)
    where TFamily : class
{
    public string Name => name;

    public Type Type => type;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    public abstract TFamily Read(WireVariant variant);

    public abstract void Write(ref WireWriter writer, TFamily message);

    /// <summary>A variant with fields.</summary>
    public static Variant<TFamily> Of<T>(string name, ReadFields<T> read, WriteValue<T> write)
        where T : TFamily => new WithFields<T>(name, read, write);

    /// <summary>A variant without fields, which is its bare name.</summary>
    public static Variant<TFamily> Bare<T>(string name, T only)
        where T : TFamily => new WithoutFields(name, typeof(T), only);

    private sealed class WithFields<T>(string name, ReadFields<T> read, WriteValue<T> write) : Variant<TFamily>(name, typeof(T))
        where T : TFamily
    {
        public override TFamily Read(WireVariant variant)
        {
            var fields = variant.Fields();
            return read(ref fields);
        }

        public override void Write(ref WireWriter writer, TFamily message)
        {
            writer.OpenVariant(Utf8Name);
            write(ref writer, (T)message);
            writer.CloseVariant();
        }
    }

    private sealed class WithoutFields(string name, Type type, TFamily only) : Variant<TFamily>(name, type)
    {
        public override TFamily Read(WireVariant variant)
        {
            variant.HasNoFields();
            return only;
        }

        public override void Write(ref WireWriter writer, TFamily message)
        {
            writer.Raw("\""u8);
            writer.Raw(Utf8Name);
            writer.Raw("\""u8);
        }
    }
}
