using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Conductor.Protocol.Json;

/// <summary>JSON strings that are known to be well-formed JSON and UTF-8, but may hold escapes for half a character.</summary>
internal static class WireText
{
    private const int QuotedInFault = 64;

    public static bool TryDecode(ReadOnlySpan<byte> quoted, [NotNullWhen(true)] out string? text)
    {
        var raw = quoted[1..^1];
        if (raw.IndexOf((byte)'\\') < 0)
        {
            text = Encoding.UTF8.GetString(raw);
            return true;
        }
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>The UTF-8 inside the quotes. An escape that is no character is left as it stands, which no name of ours is.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> quoted)
    {
        var raw = quoted[1..^1];
        return raw.IndexOf((byte)'\\') >= 0 && TryDecode(quoted, out var text) ? Encoding.UTF8.GetBytes(text) : raw;
    }

    /// <summary>A name from the wire as it may stand in a message for a person: short, and without control characters.</summary>
    public static string ForFault(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        if (text.Length > QuotedInFault) text = string.Concat(text.AsSpan(0, QuotedInFault), "…");
        return string.Create(text.Length, text, static (clean, source) =>
        {
            for (var i = 0; i < clean.Length; i++) clean[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}
