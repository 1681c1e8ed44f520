using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Conductor.Client;

/// <summary>Writes what an <see cref="IChatClient"/> is asked as a request in Ollama's terms. What the caller did not set is left out.</summary>
internal static class ChatRequest
{
    // The text goes into a JSON string on a socket, not into a page: letters may stay letters.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<AiMessage> messages, ChatOptions? options, string? model)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Plain))
        {
            json.WriteStartObject();
            if (model is not null)
                json.WriteString("model", model);
            json.WriteStartArray("messages");
            if (options?.Instructions is { Length: > 0 } instructions)
                WriteText(json, "system", instructions);
            foreach (var message in messages)
                WriteMessage(json, message);
            json.WriteEndArray();
            if (options is not null)
                ChatRequestOptions.Write(json, options);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The pictures of a message, base64.</summary>
    public static IEnumerable<string> Images(AiMessage message) =>
        message.Contents.OfType<DataContent>().Where(data => data.HasTopLevelMediaType("image")).Select(data => Convert.ToBase64String(data.Data.Span));

    private static void WriteMessage(Utf8JsonWriter json, AiMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToArray();
        foreach (var result in results)
            WriteResult(json, result);
        if (results.Length > 0)
            return;
        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        json.WriteString("content", message.Text);
        if (string.Concat(message.Contents.OfType<TextReasoningContent>().Select(thought => thought.Text)) is { Length: > 0 } thinking)
            json.WriteString("thinking", thinking);
        WriteImages(json, message);
        WriteCalls(json, [.. message.Contents.OfType<FunctionCallContent>()]);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private static void WriteImages(Utf8JsonWriter json, AiMessage message)
    {
        var images = Images(message).ToArray();
        if (images.Length == 0)
            return;
        json.WriteStartArray("images");
        foreach (var image in images)
            json.WriteStringValue(image);
        json.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, FunctionCallContent[] calls)
    {
        if (calls.Length == 0)
            return;
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.CallId);
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WritePropertyName("arguments");
            WriteValue(json, call.Arguments ?? new Dictionary<string, object?>());
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, FunctionResultContent result)
    {
        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("content", result.Result as string ?? JsonSerializer.Serialize(result.Result, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))));
        json.WriteString("tool_call_id", result.CallId);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object value) =>
        JsonSerializer.Serialize(json, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));
}
