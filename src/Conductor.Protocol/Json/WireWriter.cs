using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Conductor.Protocol.Json;

/// <summary>
/// Writes compact JSON into one span, byte for byte as version 1 does: nothing is escaped but quote, backslash and control characters.
/// </summary>
/// <remarks>Past the end of the span it writes nothing, sets <see cref="Overflowed"/> and goes on: the caller tries again with more room.</remarks>
internal ref struct WireWriter(Span<byte> space)
{
    private static readonly SearchValues<char> EscapedChars = SearchValues.Create(EscapedText());
    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create([.. EscapedText().Select(c => (byte)c)]);

    private readonly Span<byte> _space = space;
    private bool _needsComma;

    public int Length { get; private set; }

    public bool Overflowed { get; private set; }

    /// <summary>Begins <c>{"Variant":{</c>, to be ended by <see cref="CloseVariant"/>.</summary>
    public void OpenVariant(scoped ReadOnlySpan<byte> name)
    {
        Raw("{\""u8);
        Raw(name);
        Raw("\":{"u8);
        _needsComma = false;
    }

    public void CloseVariant()
    {
        Raw("}}"u8);
        _needsComma = true;
    }

    public void OpenObject()
    {
        Raw("{"u8);
        _needsComma = false;
    }

    public void CloseObject()
    {
        Raw("}"u8);
        _needsComma = true;
    }

    public void OpenList()
    {
        Raw("["u8);
        _needsComma = false;
    }

    public void CloseList()
    {
        Raw("]"u8);
        _needsComma = true;
    }

    /// <summary>Begins the next element of a list or the next field: the comma, if one is due.</summary>
    public void Next()
    {
        if (_needsComma) Raw(","u8);
        _needsComma = true;
    }

    public void Name(scoped ReadOnlySpan<byte> name)
    {
        Raw(_needsComma ? ",\""u8 : "\""u8);
        Raw(name);
        Raw("\":"u8);
        _needsComma = true;
    }

    public void Null() => Raw("null"u8);

    public void Flag(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Number(ulong value)
    {
        if (!Overflowed && Utf8Formatter.TryFormat(value, _space[Length..], out var written)) Length += written;
        else Overflowed = true;
    }

    public void Number(float value)
    {
        Span<byte> text = stackalloc byte[Float32Text.MaxLength];
        Raw(text[..Float32Text.Write(value, text)]);
    }

    public void Guid(Guid value)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _);
        Raw("\""u8);
        Raw(text);
        Raw("\""u8);
    }

    /// <summary>A string; half of a surrogate pair becomes U+FFFD.</summary>
    public void Text(scoped ReadOnlySpan<char> value)
    {
        Raw("\""u8);
        while (!Overflowed)
        {
            var run = value.IndexOfAny(EscapedChars);
            Transcode(run < 0 ? value : value[..run]);
            if (run < 0) break;
            Escape((byte)value[run]);
            value = value[(run + 1)..];
        }
        Raw("\""u8);
    }

    /// <summary>A string that is UTF-8 already; bytes that are no character become U+FFFD.</summary>
    public void Text(scoped ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
        {
            Text(System.Text.Encoding.UTF8.GetString(value));
            return;
        }
        Raw("\""u8);
        while (!Overflowed)
        {
            var run = value.IndexOfAny(EscapedBytes);
            Raw(run < 0 ? value : value[..run]);
            if (run < 0) break;
            Escape(value[run]);
            value = value[(run + 1)..];
        }
        Raw("\""u8);
    }

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        if (!Overflowed && bytes.TryCopyTo(_space[Length..])) Length += bytes.Length;
        else Overflowed = true;
    }

    private void Transcode(scoped ReadOnlySpan<char> run)
    {
        var status = Utf8.FromUtf16(run, _space[Length..], out _, out var written);
        if (status == OperationStatus.Done) Length += written;
        else Overflowed = true;
    }

    private void Escape(byte character)
    {
        Span<byte> unicode = [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', Hex(character >> 4), Hex(character & 15)];
        Raw(character switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\f' => "\\f"u8,
            (byte)'\r' => "\\r"u8,
            _ => unicode,
        });
    }

    private static byte Hex(int digit) => "0123456789abcdef"u8[digit];

    private static string EscapedText() => string.Concat(Enumerable.Range(0, 32).Select(c => (char)c)) + "\"\\";
}
