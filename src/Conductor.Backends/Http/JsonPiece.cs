using System.Text.Json;

namespace Conductor.Backends.Http;

/// <summary>A value inside a line: where it lies, and whether it is a string with escapes. Nothing is copied.</summary>
internal readonly record struct JsonPiece(int Start, int Length, bool IsEscaped = false)
{
    /// <summary>The value is there, and not empty.</summary>
    public bool IsPresent => Length > 0;

    /// <summary>The bytes: of a text its inside, else the whole value.</summary>
    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> line) => line.Slice(Start, Length);

    /// <summary>The whole value that the reader stands on; it is left on its last token.</summary>
    public static JsonPiece Whole(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new JsonPiece(start, (int)reader.BytesConsumed - start);
    }

    /// <summary>The next value; absent for null.</summary>
    public static JsonPiece Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? default : Whole(ref reader);
    }

    /// <summary>The inside of the next value, which must be a string or null (absent).</summary>
    public static bool TryText(ref Utf8JsonReader reader, out JsonPiece text)
    {
        reader.Read();
        text = reader.TokenType == JsonTokenType.String
            ? new JsonPiece((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped)
            : default;
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Null;
    }

    /// <summary>The next value as a count; 0 for any other. Counts are for statistics: a wrong one is not worth losing an answer for.</summary>
    public static long Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var whole) ? whole : reader.TryGetDouble(out var real) ? (long)real : 0;
        reader.Skip();
        return 0;
    }
}
