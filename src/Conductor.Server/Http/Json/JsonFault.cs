using System.Text.Json;

namespace Conductor.Server.Http.Json;

/// <summary>Says what is wrong with JSON in the words of Go's decoder, which clients of Ollama know.</summary>
internal static class JsonFault
{
    // What the platform's parser says of a place in its text, and what Go's says of the same.
    private static readonly (string Ours, string Theirs)[] Places =
    [
        ("start of a property name", "looking for beginning of object key string"),
        ("after a property name", "after object key"),
        ("after a single JSON value", "after top-level value"),
        ("after a value", "after object key:value pair"),
        ("escapable character", "in string escape code"),
        ("within a JSON string", "in string literal"),
    ];

    /// <summary>The words for the first fault in a body.</summary>
    public static string Describe(ReadOnlySpan<byte> body, JsonException fault)
    {
        var position = PositionOf(body, fault);
        if (position >= body.TrimEnd(" \t\r\n"u8).Length)
            return "unexpected EOF";
        var place = Array.Find(Places, place => fault.Message.Contains(place.Ours, StringComparison.Ordinal)).Theirs;
        return $"invalid character {Name(body[position])} {place ?? "looking for beginning of value"}";
    }

    /// <summary>The words for a value of a wrong type.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">Where it stands: <c>ChatRequest.model</c>.</param>
    /// <param name="wanted">The type that it should have, as Go names it.</param>
    public static string WrongType(JsonElement value, string field, string wanted) =>
        $"json: cannot unmarshal {NameOf(value.ValueKind)} into Go struct field {field} of type {wanted}";

    /// <summary>The words for a body that is JSON, but no object.</summary>
    public static string NoObject(JsonElement value) => $"json: cannot unmarshal {NameOf(value.ValueKind)} into Go value of type api.Request";

    private static int PositionOf(ReadOnlySpan<byte> body, JsonException fault)
    {
        var position = 0;
        for (var line = 0L; line < (fault.LineNumber ?? 0); line++)
            position += body[position..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(position + (fault.BytePositionInLine ?? 0), body.Length);
    }

    private static string Name(byte character) => character is > 0x20 and < 0x7F ? $"'{(char)character}'" : $"'\\x{character:x2}'";

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };
}
