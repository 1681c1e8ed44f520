using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Conductor.Backends.Http;

/// <summary>JSON strings as UTF-8, without a <see cref="string"/> in between.</summary>
internal static class JsonText
{
    /// <summary>
    /// Writes what the inside of a JSON string means. Never longer than the source. The source must have passed a JSON reader; half
    /// of a surrogate pair becomes U+FFFD, as in Go's decoder, because it is no text in UTF-8.
    /// </summary>
    /// <returns>How many bytes were written.</returns>
    public static int Unescape(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var plain = source.IndexOf((byte)'\\');
            if (plain < 0)
            {
                source.CopyTo(target[written..]);
                return written + source.Length;
            }
            source[..plain].CopyTo(target[written..]);
            written += plain;
            source = source[(plain + 1)..];
            if (source[0] == 'u')
            {
                written += CodePoint(ref source).EncodeToUtf8(target[written..]);
                continue;
            }
            target[written++] = Short(source[0]);
            source = source[1..];
        }
    }

    /// <summary>The same line with each byte that is not UTF-8 replaced by U+FFFD; the line itself where there is none.</summary>
    public static ReadOnlyMemory<byte> Mended(ReadOnlyMemory<byte> line) =>
        Utf8.IsValid(line.Span) ? line : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.Span));

    /// <summary>The text of a string value; null for any other, and for one with half a surrogate pair.</summary>
    public static string? Read(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Writes a value as it was written by whoever sent it, byte for byte.</summary>
    public static void WriteAsItCame(this Utf8JsonWriter writer, JsonElement value) =>
        // WriteTo would refuse half a surrogate pair and rewrite escapes.
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    // The source stands at the 'u' of an escape and is left behind the last digit of it (of both, for a pair).
    private static Rune CodePoint(ref ReadOnlySpan<byte> source)
    {
        var first = Unit(source);
        source = source[5..];
        if (Rune.TryCreate(first, out var rune))
            return rune;
        if (source is [(byte)'\\', (byte)'u', ..] && Rune.TryCreate(first, Unit(source[1..]), out rune))
        {
            source = source[6..];
            return rune;
        }
        return Rune.ReplacementChar;
    }

    private static char Unit(ReadOnlySpan<byte> source) =>
        Utf8Parser.TryParse(source.Slice(1, 4), out ushort unit, out _, 'x') ? (char)unit : '\uFFFD';

    private static byte Short(byte letter) => letter switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => letter,
    };
}
