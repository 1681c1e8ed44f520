using System.Text.Json;
using Conductor.Backends.Http;

namespace Conductor.Backends.OpenAi;

/// <content>What a choice adds to the answer: text, reasoning, parts of tool calls.</content>
internal sealed partial class OpenAiChunk
{
    private bool TryReadDelta(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadDeltaField(ref reader))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool TryReadDeltaField(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (name.SequenceEqual("content"u8) || name.SequenceEqual("refusal"u8))
            return TryReadText(ref reader, isThinking: false);
        if (name.SequenceEqual("reasoning_content"u8) || name.SequenceEqual("reasoning"u8))
            return TryReadText(ref reader, isThinking: true);
        if (name.SequenceEqual("tool_calls"u8))
            return TryReadCalls(ref reader);
        JsonPiece.Value(ref reader);
        return true;
    }

    // Some servers send the same words by two names, or a null beside them: what was found stays.
    private bool TryReadText(ref Utf8JsonReader reader, bool isThinking)
    {
        if (!JsonPiece.TryText(ref reader, out var text))
            return false;
        if (isThinking && !Thinking.IsPresent)
            Thinking = text;
        else if (!isThinking && !Text.IsPresent)
            Text = text;
        return true;
    }

    private bool TryReadCalls(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (!TryReadCall(ref reader))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool TryReadCall(ref Utf8JsonReader reader)
    {
        var part = new CallPart(-1, default, default, default);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual("index"u8))
                part = part with { Index = (int)Math.Clamp(JsonPiece.Count(ref reader), 0, int.MaxValue) };
            else if (name.SequenceEqual("id"u8))
            {
                if (!JsonPiece.TryText(ref reader, out var id))
                    return false;
                part = part with { Id = id };
            }
            else if (name.SequenceEqual("function"u8))
            {
                if (!TryReadFunction(ref reader, ref part))
                    return false;
            }
            else
                JsonPiece.Value(ref reader);
        }
        Calls.Add(part);
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadFunction(ref Utf8JsonReader reader, ref CallPart part)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueSpan.SequenceEqual("name"u8);
            if (!isName && !reader.ValueSpan.SequenceEqual("arguments"u8))
            {
                JsonPiece.Value(ref reader);
                continue;
            }
            if (!JsonPiece.TryText(ref reader, out var text))
            {
                if (isName || reader.TokenType != JsonTokenType.StartObject)
                    return false;
                text = JsonPiece.Whole(ref reader);
            }
            part = isName ? part with { Name = text } : part with { Arguments = text };
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }
}
