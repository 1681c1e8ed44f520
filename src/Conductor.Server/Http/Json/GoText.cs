using System.Buffers;
using System.Text;

namespace Conductor.Server.Http.Json;

/// <summary>
/// Text inside JSON strings as Go's encoder writes it, which is how every Ollama writes: besides what JSON demands, <c>&lt;</c>,
/// <c>&gt;</c>, <c>&amp;</c> and the two line separators of Unicode are escaped, with lower-case digits.
/// </summary>
internal static class GoText
{
    // 0xE2 begins the two line separators, and much that is plain text.
    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(one => (byte)one), (byte)'"', (byte)'\\', (byte)'<', (byte)'>', (byte)'&', 0xE2]);

    /// <summary>Appends the inside of a string. The bytes are valid UTF-8 and whole characters.</summary>
    public static void Write(OutputBuffer output, ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var run = utf8.IndexOfAny(Special);
            if (run < 0)
            {
                output.Raw(utf8);
                return;
            }
            output.Raw(utf8[..run]);
            utf8 = utf8[(run + WriteSpecial(output, utf8[run..]))..];
        }
    }

    /// <summary>Appends the inside of a string; half of a surrogate pair becomes U+FFFD.</summary>
    public static void Write(OutputBuffer output, string text) => Write(output, Encoding.UTF8.GetBytes(text));

    /// <summary>Appends a whole string with its quotes.</summary>
    public static void WriteQuoted(OutputBuffer output, string text)
    {
        output.Raw("\""u8);
        Write(output, text);
        output.Raw("\""u8);
    }

    private static int WriteSpecial(OutputBuffer output, ReadOnlySpan<byte> utf8)
    {
        switch (utf8[0])
        {
            case (byte)'"':
                output.Raw("\\\""u8);
                return 1;
            case (byte)'\\':
                output.Raw("\\\\"u8);
                return 1;
            case (byte)'\n':
                output.Raw("\\n"u8);
                return 1;
            case (byte)'\r':
                output.Raw("\\r"u8);
                return 1;
            case (byte)'\t':
                output.Raw("\\t"u8);
                return 1;
            case (byte)'\b':
                output.Raw("\\b"u8);
                return 1;
            case (byte)'\f':
                output.Raw("\\f"u8);
                return 1;
            case 0xE2:
                return WriteSeparatorOrText(output, utf8);
            default:
                output.Raw([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', Hex(utf8[0] >> 4), Hex(utf8[0] & 15)]);
                return 1;
        }
    }

    private static int WriteSeparatorOrText(OutputBuffer output, ReadOnlySpan<byte> utf8)
    {
        if (utf8 is [0xE2, 0x80, 0xA8 or 0xA9, ..])
        {
            output.Raw(utf8[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
            return 3;
        }
        output.Raw(utf8[..1]);
        return 1;
    }

    private static byte Hex(int digit) => "0123456789abcdef"u8[digit];
}
