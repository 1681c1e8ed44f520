using System.Text;
using Conductor.Hocon.Lexing;

namespace Conductor.Hocon.Including;

/// <summary>Makes text of a file's bytes.</summary>
internal static class Utf8Text
{
    /// <summary>The text. Bytes that are not UTF-8 are reported at their place.</summary>
    public static SourceText Decode(string name, byte[] bytes, Diagnostics diagnostics)
    {
        // One mistake says it all: of every other line of such a file there would be one more.
        if (bytes.AsSpan().Contains((byte)0))
        {
            var none = new SourceText(name, "");
            diagnostics.Report(none.Origin(0, 0), "the file is no text in UTF-8, for it holds zero bytes; it is another kind of file, or saved as UTF-16");
            return none;
        }
        var valid = CountValid(bytes);
        var source = new SourceText(name, Encoding.UTF8.GetString(bytes));
        if (valid < bytes.Length)
        {
            diagnostics.Report(
                source.Origin(Encoding.UTF8.GetCharCount(bytes, 0, valid), 1),
                $"byte {valid} of the file, 0x{bytes[valid]:x2}, is not UTF-8; save the file in that encoding");
        }
        return source;
    }

    private static int CountValid(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return bytes.Length;
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }
}
