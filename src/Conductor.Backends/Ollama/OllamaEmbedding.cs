using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;

namespace Conductor.Backends.Ollama;

/// <summary>Asks an Ollama for vectors. Its answer passes through byte for byte.</summary>
internal static class OllamaEmbedding
{
    public static IAsyncEnumerable<ModelOutput> RunAsync(HostClient host, ModelRequest request, CancellationToken cancellationToken) => DocumentAnswer.RunAsync(
        host,
        request.Shape == RequestShape.Embed ? "api/embed" : "api/embeddings",
        JsonBody.OfAsync(request, Write),
        document => Task.FromResult(Read(document)),
        request.Trace,
        cancellationToken);

    private static void Write(Utf8JsonWriter writer, ModelRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        foreach (var (name, value) in request.Parameters)
        {
            writer.WritePropertyName(name);
            writer.WriteAsItCame(value);
        }
        writer.WriteEndObject();
    }

    private static ReadDocument? Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !(json.RootElement.TryGetProperty("embeddings", out _) || json.RootElement.TryGetProperty("embedding", out _)))
                return null;
            return new ReadDocument(document.TrimEnd("\r\n "u8), new ModelUsage
            {
                TotalDuration = Number(json.RootElement, "total_duration"),
                LoadDuration = Number(json.RootElement, "load_duration"),
                PromptEvalCount = Number(json.RootElement, "prompt_eval_count"),
                FinishReason = "stop",
            });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
