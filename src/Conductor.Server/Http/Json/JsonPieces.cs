using System.Runtime.InteropServices;
using System.Text.Json;

namespace Conductor.Server.Http.Json;

/// <summary>JSON that somebody else wrote, passed on as it came.</summary>
internal static class JsonPieces
{
    /// <summary>Appends a value byte for byte, but never over more than one line: between values, line ends become spaces.</summary>
    public static void Write(OutputBuffer output, ReadOnlySpan<byte> json)
    {
        var start = output.Length;
        output.Raw(json);
        // A line end inside a string would be escaped, so what is found here is white space.
        var written = output.At(start, json.Length);
        if (written.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            written.Replace((byte)'\n', (byte)' ');
            written.Replace((byte)'\r', (byte)' ');
        }
    }

    /// <summary>Appends <c>,"name":value</c>.</summary>
    public static void WriteField(OutputBuffer output, string name, JsonElement value)
    {
        output.Raw(","u8);
        GoText.WriteQuoted(output, name);
        output.Raw(":"u8);
        Write(output, JsonMarshal.GetRawUtf8Value(value));
    }

    /// <summary>The name of a field; half of a surrogate pair in it becomes U+FFFD.</summary>
    public static string Name(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return LenientText.Unescape(JsonMarshal.GetRawUtf8PropertyName(field));
        }
    }

    /// <summary>The text of a string; half of a surrogate pair becomes U+FFFD, as in Go's decoder.</summary>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return LenientText.Unescape(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }
}
