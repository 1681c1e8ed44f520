using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Conductor.OllamaSim.Json;

/// <summary>
/// Writes JSON byte for byte as Go's encoder does: no spaces, <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> escaped, lower-case hexadecimal, other text
/// as plain UTF-8. Callers say names and values in order; commas are put here.
/// </summary>
internal sealed class GoJson(IBufferWriter<byte> output)
{
    private bool _comma;

    public GoJson Open(char bracket = '{')
    {
        Separate();
        Put((byte)bracket);
        _comma = false;
        return this;
    }

    public GoJson Close(char bracket = '}')
    {
        Put((byte)bracket);
        _comma = true;
        return this;
    }

    public GoJson Name(string name)
    {
        Separate();
        GoText.WriteQuoted(output, name);
        Put((byte)':');
        _comma = false;
        return this;
    }

    public GoJson Text(string value)
    {
        Separate();
        GoText.WriteQuoted(output, value);
        return Done();
    }

    /// <summary>Text whose escapes are already in place.</summary>
    public GoJson Escaped(ReadOnlySpan<byte> value)
    {
        Separate();
        Put((byte)'"');
        output.Write(value);
        Put((byte)'"');
        return Done();
    }

    /// <summary>A value that is JSON already.</summary>
    public GoJson Raw(string json)
    {
        Separate();
        Encoding.UTF8.GetBytes(json, output);
        return Done();
    }

    public GoJson Number(long value)
    {
        Separate();
        Utf8Formatter.TryFormat(value, output.GetSpan(24), out var written);
        output.Advance(written);
        return Done();
    }

    public GoJson Number(float value) => Raw(value.ToString("R", CultureInfo.InvariantCulture));

    public GoJson Time(DateTimeOffset value)
    {
        Separate();
        Put((byte)'"');
        output.Advance(GoTime.Write(value, output.GetSpan(40)));
        Put((byte)'"');
        return Done();
    }

    public GoJson True(bool value = true) => Raw(value ? "true" : "false");

    public GoJson Field(string name, string value) => Name(name).Text(value);

    public GoJson Field(string name, long value) => Name(name).Number(value);

    public GoJson Field(string name, DateTimeOffset value) => Name(name).Time(value);

    public GoJson Field(string name, bool value) => Name(name).True(value);

    /// <summary>Go's <c>omitempty</c>: nothing at all for an empty text.</summary>
    public GoJson Unless(string name, string? value) => string.IsNullOrEmpty(value) ? this : Field(name, value);

    /// <summary>Go's <c>omitempty</c>: nothing at all for zero.</summary>
    public GoJson UnlessZero(string name, long value) => value == 0 ? this : Field(name, value);

    public GoJson Texts(string name, IEnumerable<string> values)
    {
        Name(name).Open('[');
        foreach (var value in values) Text(value);
        return Close(']');
    }

    private void Separate()
    {
        if (_comma) Put((byte)',');
    }

    private GoJson Done()
    {
        _comma = true;
        return this;
    }

    private void Put(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
