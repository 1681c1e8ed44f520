using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;

namespace Conductor.Backends.Ollama;

/// <summary>Writes a request as Ollama reads it: its own fields first, in Ollama's order, then the caller's as they came.</summary>
internal static class OllamaRequest
{
    /// <summary>Where the request goes, below the base URL.</summary>
    public static string Path(ModelRequest request) => request.Shape == RequestShape.Chat ? "api/chat" : "api/generate";

    /// <summary>The body, always streaming.</summary>
    public static Task<JsonBody> BodyAsync(ModelRequest request) => JsonBody.OfAsync(request, Write);

    private static void Write(Utf8JsonWriter writer, ModelRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        if (request.Shape == RequestShape.Chat)
            WriteMessages(writer, request.Messages);
        else
            writer.WriteString("prompt", request.Prompt);
        writer.WriteBoolean("stream", true);
        WriteFields(writer, request.Parameters);
        writer.WriteEndObject();
    }

    private static void WriteMessages(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        writer.WriteStartArray("messages");
        foreach (var message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role);
            writer.WriteString("content", message.Content);
            WriteFields(writer, message.Fields);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, JsonElement>> fields)
    {
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            writer.WriteAsItCame(value);
        }
    }
}
