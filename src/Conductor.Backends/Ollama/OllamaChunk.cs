using System.Text;
using System.Text.Json;
using Conductor.Backends.Http;

namespace Conductor.Backends.Ollama;

/// <summary>A field that is passed on without being understood.</summary>
internal readonly record struct UnknownField(JsonPiece Name, JsonPiece Value, bool IsInMessage, bool IsOrigin);

/// <summary>
/// One line of an Ollama's answer, taken apart but not copied: everything is a place in the line. One instance is used again for
/// every line, so that a token costs no allocation.
/// </summary>
internal sealed class OllamaChunk
{
    private bool _isDone;

    /// <summary>The answer's text, of a chat or a completion.</summary>
    public JsonPiece Text { get; private set; }

    /// <summary>The model's reasoning.</summary>
    public JsonPiece Thinking { get; private set; }

    /// <summary>
    /// The last chunk: it says so, or gives a reason for the end. A reason is only ever in the last one, and with it all is said.
    /// </summary>
    public bool IsLast => _isDone || DoneReason.IsPresent;

    /// <summary>Why the model stopped.</summary>
    public JsonPiece DoneReason { get; private set; }

    /// <summary>The value of an error, whatever it is.</summary>
    public JsonPiece Error { get; private set; }

    /// <summary>Whole tool calls.</summary>
    public List<JsonPiece> ToolCalls { get; } = [];

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
        _isDone = false;
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
            JsonPiece.Value(ref reader);
        else if (name.SequenceEqual("done_reason"u8))
            return TryReadReason(ref reader);
        else if (name.SequenceEqual("error"u8))
            Error = JsonPiece.Value(ref reader);
        else if (CountIndex(name) is >= 0 and var index)
            Counts[index] = JsonPiece.Count(ref reader);
        else
            ReadUnknown(ref reader, isInMessage: false, isOrigin: name.StartsWith("remote_"u8));
        return true;
    }

    private bool TryReadReason(ref Utf8JsonReader reader)
    {
        var isText = JsonPiece.TryText(ref reader, out var reason);
        DoneReason = reason;
        return isText;
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
            JsonPiece.Value(ref reader);
        else
            ReadUnknown(ref reader, isInMessage: true, isOrigin: false);
        return true;
    }

    private bool TryReadText(ref Utf8JsonReader reader, bool isThinking)
    {
        if (!JsonPiece.TryText(ref reader, out var text))
            return false;
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
            ToolCalls.Add(JsonPiece.Whole(ref reader));
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool TryReadDone(ref Utf8JsonReader reader)
    {
        reader.Read();
        _isDone = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null;
    }

    private void ReadUnknown(ref Utf8JsonReader reader, bool isInMessage, bool isOrigin)
    {
        var name = new JsonPiece((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
        var value = JsonPiece.Value(ref reader);
        if (value.IsPresent)
            Unknown.Add(new UnknownField(name, value, isInMessage, isOrigin));
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
