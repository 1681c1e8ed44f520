using System.Text;
using System.Text.Json;

namespace Conductor.Backends.Ollama;

/// <summary>A value inside a line: where it lies, and whether it is a string with escapes.</summary>
internal readonly record struct Piece(int Start, int Length, bool IsEscaped = false)
{
    /// <summary>The value is there.</summary>
    public bool IsPresent => Length > 0;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> line) => line.Slice(Start, Length);
}

/// <summary>A field that is passed on without being understood.</summary>
internal readonly record struct UnknownField(Piece Name, Piece Value, bool IsInMessage, bool IsOrigin);

/// <summary>
/// One line of an Ollama's answer, taken apart but not copied: everything is a place in the line. One instance is used again for
/// every line, so that a token costs no allocation.
/// </summary>
internal sealed class OllamaChunk
{
    /// <summary>The answer's text, of a chat or a completion.</summary>
    public Piece Text { get; private set; }

    /// <summary>The model's reasoning.</summary>
    public Piece Thinking { get; private set; }

    /// <summary>The last chunk.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why the model stopped.</summary>
    public Piece DoneReason { get; private set; }

    /// <summary>The value of an error, whatever it is.</summary>
    public Piece Error { get; private set; }

    /// <summary>Whole tool calls.</summary>
    public List<Piece> ToolCalls { get; } = [];

    /// <summary>Fields that are not in the list of known ones, and not null.</summary>
    public List<UnknownField> Unknown { get; } = [];

    /// <summary>The six counts and durations, in the order of <see cref="CountNames"/>.</summary>
    public long[] Counts { get; } = new long[6];

    /// <summary>The names of the six counts and durations.</summary>
    public static string[] CountNames { get; } =
        ["total_duration", "load_duration", "prompt_eval_count", "prompt_eval_duration", "eval_count", "eval_duration"];

    /// <summary>Reads a line. False when it is not one JSON object with the types that Ollama uses; then nothing in it counts.</summary>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        Text = Thinking = DoneReason = Error = default;
        IsDone = false;
        ToolCalls.Clear();
        Unknown.Clear();
        Array.Clear(Counts);
        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadFields(ref reader) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryReadFields(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadField(ref reader))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool TryReadField(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (name.SequenceEqual("message"u8))
            return TryReadMessage(ref reader);
        if (name.SequenceEqual("response"u8))
            return TryReadText(ref reader, isThinking: false);
        if (name.SequenceEqual("thinking"u8))
            return TryReadText(ref reader, isThinking: true);
        if (name.SequenceEqual("tool_calls"u8))
            return TryReadToolCalls(ref reader);
        if (name.SequenceEqual("done"u8))
            return TryReadDone(ref reader);
        return TryReadClosingField(ref reader, name);
    }

    private bool TryReadClosingField(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("model"u8) || name.SequenceEqual("created_at"u8))
            ReadValue(ref reader);
        else if (name.SequenceEqual("done_reason"u8))
            DoneReason = ReadValue(ref reader);
        else if (name.SequenceEqual("error"u8))
            Error = ReadValue(ref reader);
        else if (CountIndex(name) is >= 0 and var index)
            Counts[index] = ReadCount(ref reader);
        else
            ReadUnknown(ref reader, isInMessage: false, isOrigin: name.StartsWith("remote_"u8));
        return true;
    }

    private bool TryReadMessage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadMessageField(ref reader))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool TryReadMessageField(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (name.SequenceEqual("content"u8))
            return TryReadText(ref reader, isThinking: false);
        if (name.SequenceEqual("thinking"u8))
            return TryReadText(ref reader, isThinking: true);
        if (name.SequenceEqual("tool_calls"u8))
            return TryReadToolCalls(ref reader);
        if (name.SequenceEqual("role"u8))
            ReadValue(ref reader);
        else
            ReadUnknown(ref reader, isInMessage: true, isOrigin: false);
        return true;
    }

    private bool TryReadText(ref Utf8JsonReader reader, bool isThinking)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            return false;
        var text = reader.TokenType == JsonTokenType.Null
            ? default
            : new Piece((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
        if (isThinking)
            Thinking = text;
        else
            Text = text;
        return true;
    }

    private bool TryReadToolCalls(ref Utf8JsonReader reader)
    {
        ToolCalls.Clear();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            ToolCalls.Add(Whole(ref reader));
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool TryReadDone(ref Utf8JsonReader reader)
    {
        reader.Read();
        IsDone = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null;
    }

    private void ReadUnknown(ref Utf8JsonReader reader, bool isInMessage, bool isOrigin)
    {
        var name = new Piece((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
        var value = ReadValue(ref reader);
        if (value.IsPresent)
            Unknown.Add(new UnknownField(name, value, isInMessage, isOrigin));
    }

    // Counts are for people and statistics: one of a wrong type is not worth losing an answer for.
    private static long ReadCount(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var whole) ? whole : reader.TryGetDouble(out var real) ? (long)real : 0;
        reader.Skip();
        return 0;
    }

    // Absent for null.
    private static Piece ReadValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? default : Whole(ref reader);
    }

    private static Piece Whole(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Piece(start, (int)reader.BytesConsumed - start);
    }

    private static int CountIndex(ReadOnlySpan<byte> name)
    {
        // Every chunk of an answer comes here with its unknown fields, only the last one with these.
        if (!name.EndsWith("_count"u8) && !name.EndsWith("_duration"u8))
            return -1;
        for (var i = 0; i < CountNames.Length; i++)
        {
            if (Ascii.Equals(name, CountNames[i]))
                return i;
        }
        return -1;
    }
}
