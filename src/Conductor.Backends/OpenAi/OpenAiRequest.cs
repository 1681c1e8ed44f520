using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Backends.Requests;
using Conductor.Core.Models;

namespace Conductor.Backends.OpenAi;

/// <summary>
/// Writes a request in Ollama's terms as the OpenAI API reads it. Only what the caller gave is written, and what the API has no place
/// for (<c>num_ctx</c>, <c>keep_alive</c>, <c>template</c> and the like) is left out.
/// </summary>
internal sealed class OpenAiRequest(ModelRequest request, OpenAiOptions host)
{
    private readonly AskedOptions _asked = new(request);

    /// <summary>
    /// A prompt that is to be taken as it is, or continued before a suffix, is one for <c>/completions</c>; any other is a chat.
    /// </summary>
    public bool IsCompletion { get; } = request.Shape == RequestShape.Generate
        && (request.Parameter("raw") is { ValueKind: JsonValueKind.True } || Suffix(request) is not null);

    /// <summary>Where it goes, below the base URL.</summary>
    public string Path => IsCompletion ? "completions" : "chat/completions";

    /// <summary>The body, always streaming.</summary>
    public Task<JsonBody> BodyAsync() => JsonBody.OfAsync(this, static (writer, request) => request.Write(writer));

    private static string? Suffix(ModelRequest request) =>
        request.Parameter("suffix") is { } suffix && JsonText.Read(suffix) is { Length: > 0 } text ? text : null;

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        if (IsCompletion)
            WritePrompt(writer);
        else
            WriteMessages(writer);
        writer.WriteBoolean("stream", true);
        writer.WriteStartObject("stream_options");
        writer.WriteBoolean("include_usage", true);
        writer.WriteEndObject();
        WriteSampling(writer);
        if (!IsCompletion)
            WriteChatOnly(writer);
        writer.WriteEndObject();
    }

    private void WritePrompt(Utf8JsonWriter writer)
    {
        writer.WriteString("prompt", request.Prompt);
        if (Suffix(request) is { } suffix)
            writer.WriteString("suffix", suffix);
    }

    private void WriteMessages(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("messages");
        foreach (var message in AskedConversation.Of(request))
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role);
            WriteContent(writer, message);
            if (message.CallId is { } callId)
                writer.WriteString("tool_call_id", callId);
            WriteCalls(writer, message.Calls);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter writer, AskedMessage message)
    {
        if (message.Images.Count == 0)
        {
            writer.WriteString("content", message.Content);
            return;
        }
        writer.WriteStartArray("content");
        writer.WriteStartObject();
        writer.WriteString("type", "text");
        writer.WriteString("text", message.Content);
        writer.WriteEndObject();
        foreach (var image in message.Images)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "image_url");
            writer.WriteStartObject("image_url");
            writer.WriteString("url", $"data:{image.MediaType};base64,{image.Base64}");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter writer, IReadOnlyList<AskedCall> calls)
    {
        if (calls.Count == 0)
            return;
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            // An object in Ollama's terms, a string of JSON in these.
            if (call.Arguments.ValueKind == JsonValueKind.Object)
                writer.WriteString("arguments", JsonMarshal.GetRawUtf8Value(call.Arguments));
            else
                writer.WriteString("arguments", JsonText.Read(call.Arguments) ?? "{}");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void WriteSampling(Utf8JsonWriter writer)
    {
        WriteNumber(writer, "temperature", _asked.Temperature);
        WriteNumber(writer, "top_p", _asked.TopP);
        WriteNumber(writer, "frequency_penalty", _asked.FrequencyPenalty);
        WriteNumber(writer, "presence_penalty", _asked.PresencePenalty);
        WriteNumber(writer, "seed", _asked.Seed);
        WriteNumber(writer, host.SentLimitName, _asked.MaxTokens);
        if (_asked.Stops.Count > 0)
        {
            writer.WriteStartArray("stop");
            foreach (var stop in _asked.Stops)
                writer.WriteStringValue(stop);
            writer.WriteEndArray();
        }
        foreach (var name in host.SentExtraOptions)
        {
            if (_asked.Option(name) is { } value)
            {
                writer.WritePropertyName(name);
                writer.WriteAsItCame(value);
            }
        }
    }

    private void WriteChatOnly(Utf8JsonWriter writer)
    {
        WriteFormat(writer);
        if (_asked.Tools.Count > 0)
        {
            writer.WritePropertyName("tools");
            writer.WriteAsItCame(request.Parameter("tools")!.Value);
        }
        if (Effort() is { } effort)
            writer.WriteString("reasoning_effort", effort);
        if (request.Parameter("logprobs") is { ValueKind: JsonValueKind.True })
            writer.WriteBoolean("logprobs", true);
        if (request.Parameter("top_logprobs") is { ValueKind: JsonValueKind.Number } top)
        {
            writer.WritePropertyName("top_logprobs");
            writer.WriteAsItCame(top);
        }
    }

    private void WriteFormat(Utf8JsonWriter writer)
    {
        if (_asked.Format is not { } format)
            return;
        writer.WriteStartObject("response_format");
        if (format.ValueKind == JsonValueKind.Object)
        {
            writer.WriteString("type", "json_schema");
            writer.WriteStartObject("json_schema");
            writer.WriteString("name", "answer");
            writer.WritePropertyName("schema");
            writer.WriteAsItCame(format);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("type", "json_object");
        }
        writer.WriteEndObject();
    }

    // Not to think is nothing that the API can say to every model, and many clients say it by default: it is left out.
    private string? Effort() => _asked.Think switch
    {
        { ValueKind: JsonValueKind.True } => "medium",
        { ValueKind: JsonValueKind.String } effort => JsonText.Read(effort) is "max" ? "high" : JsonText.Read(effort),
        _ => null,
    };

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }
}
