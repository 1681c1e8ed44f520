using System.Buffers;
using System.Text;

namespace Conductor.OllamaSim.Json;

/// <summary>Go's escapes of a JSON string.</summary>
internal static class GoText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\', '<', '>', '&', '\u2028', '\u2029']);

    public static byte[] Escape(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        WriteEscaped(output, text);
        return output.WrittenSpan.ToArray();
    }

    public static void WriteQuoted(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        WriteEscaped(output, text);
        output.Write("\""u8);
    }

    public static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is var next and >= 0)
        {
            Encoding.UTF8.GetBytes(text[..next], output);
            WriteSpecial(output, text[next]);
            text = text[(next + 1)..];
        }
        Encoding.UTF8.GetBytes(text, output);
    }

    private static void WriteSpecial(IBufferWriter<byte> output, char special)
    {
        switch (special)
        {
            case '"': output.Write("\\\""u8); break;
            case '\\': output.Write("\\\\"u8); break;
            case '\n': output.Write("\\n"u8); break;
            case '\r': output.Write("\\r"u8); break;
            case '\t': output.Write("\\t"u8); break;
            case '\b': output.Write("\\b"u8); break;
            case '\f': output.Write("\\f"u8); break;
            default: Encoding.UTF8.GetBytes($"\\u{(int)special:x4}", output); break;
        }
    }
}
