using System.Text.Json;
using Conductor.Backends.Http;

namespace Conductor.Backends.OpenAi;

/// <summary>A part of a tool call.</summary>
/// <param name="Index">Which call of the answer it belongs to; -1 where the server does not say.</param>
/// <param name="Id">Its id, in its first part.</param>
/// <param name="Name">The function's name, in its first part.</param>
/// <param name="Arguments">The next piece of the string of its arguments; for a server that sends an object, that.</param>
internal readonly record struct CallPart(int Index, JsonPiece Id, JsonPiece Name, JsonPiece Arguments);

/// <summary>
/// One event of an OpenAI-compatible server's answer, taken apart but not copied. One instance is used again for every event, so that a
/// token costs no allocation. Only the first choice counts, since no more are asked for.
/// </summary>
internal sealed partial class OpenAiChunk
{
    private int _choice;

    /// <summary>The answer's text, of a chat or a completion.</summary>
    public JsonPiece Text { get; private set; }

    /// <summary>The model's reasoning, by either of the names that servers give it.</summary>
    public JsonPiece Thinking { get; private set; }

    /// <summary>Why the model stopped.</summary>
    public JsonPiece FinishReason { get; private set; }

    /// <summary>The value of an error, whatever it is.</summary>
    public JsonPiece Error { get; private set; }

    /// <summary>The array of log probabilities, whose items are those of Ollama.</summary>
    public JsonPiece LogProbabilities { get; private set; }

    /// <summary>Parts of tool calls.</summary>
    public List<CallPart> Calls { get; } = [];

    /// <summary>It has counts.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>Tokens of the prompt.</summary>
    public long PromptTokens { get; private set; }

    /// <summary>Tokens of the answer.</summary>
    public long AnswerTokens { get; private set; }

    /// <summary>Reads an event's data. False when it is not one JSON object with the types of the API; then nothing in it counts.</summary>
    public bool TryRead(ReadOnlySpan<byte> data)
    {
        Text = Thinking = FinishReason = Error = LogProbabilities = default;
        HasUsage = false;
        (PromptTokens, AnswerTokens) = (0, 0);
        Calls.Clear();
        try
        {
            var reader = new Utf8JsonReader(data);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadEvent(ref reader) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryReadEvent(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual("choices"u8))
            {
                if (!TryReadChoices(ref reader))
                    return false;
            }
            else if (name.SequenceEqual("usage"u8))
                ReadUsage(ref reader);
            else if (name.SequenceEqual("error"u8))
                Error = JsonPiece.Value(ref reader);
            else
                JsonPiece.Value(ref reader);
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool TryReadChoices(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        for (_choice = 0; reader.Read() && reader.TokenType == JsonTokenType.StartObject; _choice++)
        {
            if (_choice > 0)
                reader.Skip();
            else if (!TryReadChoice(ref reader))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool TryReadChoice(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadChoiceField(ref reader))
                return false;
        }
        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool TryReadChoiceField(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (name.SequenceEqual("delta"u8) || name.SequenceEqual("message"u8))
            return TryReadDelta(ref reader);
        if (name.SequenceEqual("text"u8))
            return TryReadText(ref reader, isThinking: false);
        if (name.SequenceEqual("finish_reason"u8))
        {
            var isText = JsonPiece.TryText(ref reader, out var reason);
            FinishReason = reason;
            return isText;
        }
        if (name.SequenceEqual("logprobs"u8))
            ReadLogProbabilities(ref reader);
        else
            JsonPiece.Value(ref reader);
        return true;
    }

    private void ReadLogProbabilities(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueSpan.SequenceEqual("content"u8);
            var value = JsonPiece.Value(ref reader);
            if (isContent)
                LogProbabilities = value;
        }
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        HasUsage = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("prompt_tokens"u8))
                PromptTokens = JsonPiece.Count(ref reader);
            else if (reader.ValueSpan.SequenceEqual("completion_tokens"u8))
                AnswerTokens = JsonPiece.Count(ref reader);
            else
                JsonPiece.Value(ref reader);
        }
    }
}
