using System.Globalization;
using System.Text;

namespace Conductor.Server.Http.Json;

/// <summary>Reads strings that the platform's reader refuses: those with half of a surrogate pair in them.</summary>
internal static class LenientText
{
    /// <summary>What the inside of a JSON string means. It has passed a JSON reader, so its escapes are well-formed.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var source = Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }
            i++;
            text.Append(source[i] == 'u' ? (char)ushort.Parse(source.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : Short(source[i]));
            i += source[i] == 'u' ? 4 : 0;
        }
        // The way through UTF-8 turns each half into U+FFFD.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static char Short(char letter) => letter switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\b',
        'f' => '\f',
        _ => letter,
    };
}
