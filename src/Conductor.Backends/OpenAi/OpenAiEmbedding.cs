using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Backends.Http;
using Conductor.Core.Models;

namespace Conductor.Backends.OpenAi;

/// <summary>Asks an OpenAI-compatible server for vectors, and puts its answer into Ollama's terms; the numbers stay as they were written.</summary>
internal sealed class OpenAiEmbedding(HostClient host, ModelRequest request)
{
    private readonly long _begun = host.Time.GetTimestamp();

    public IAsyncEnumerable<ModelOutput> RunAsync(CancellationToken cancellationToken) => DocumentAnswer.RunAsync(
        host, "embeddings", JsonBody.OfAsync(request, WriteRequest), ReadAsync, request.Trace, cancellationToken);

    private static void WriteRequest(Utf8JsonWriter writer, ModelRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        WriteField(writer, "input", request.Parameter(request.Shape == RequestShape.Embed ? "input" : "prompt"));
        WriteField(writer, "dimensions", request.Parameter("dimensions"));
        WriteField(writer, "user", request.Parameter("user"));
        writer.WriteString("encoding_format", "float");
        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is null)
            return;
        writer.WritePropertyName(name);
        writer.WriteAsItCame(value.Value);
    }

    private async Task<ReadDocument?> ReadAsync(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            if (Vectors(json.RootElement) is not { } vectors)
                return null;
            var usage = new ModelUsage { TotalDuration = (long)host.Time.GetElapsedTime(_begun).TotalNanoseconds, PromptEvalCount = Tokens(json.RootElement), FinishReason = "stop" };
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
            await using (writer.ConfigureAwait(false))
                Write(writer, vectors, usage);
            return new ReadDocument(buffer.WrittenMemory, usage);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(Utf8JsonWriter writer, List<JsonElement> vectors, ModelUsage usage)
    {
        writer.WriteStartObject();
        if (request.Shape == RequestShape.EmbedPrompt)
        {
            writer.WritePropertyName("embedding");
            if (vectors is [var only, ..])
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(only), skipInputValidation: true);
            else
                writer.WriteRawValue("[]"u8, skipInputValidation: true);
        }
        else
        {
            writer.WriteString("model", request.Model);
            writer.WriteStartArray("embeddings");
            foreach (var vector in vectors)
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(vector), skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteNumber("total_duration", usage.TotalDuration);
            writer.WriteNumber("load_duration", 0);
            writer.WriteNumber("prompt_eval_count", usage.PromptEvalCount);
        }
        writer.WriteEndObject();
    }

    // In the order of their places, which most servers keep anyway.
    private static List<JsonElement>? Vectors(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            return null;
        var vectors = new List<(int Index, JsonElement Vector)>();
        foreach (var one in data.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.Object || !one.TryGetProperty("embedding", out var vector) || vector.ValueKind != JsonValueKind.Array)
                return null;
            vectors.Add((one.TryGetProperty("index", out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt32(out var index) ? index : vectors.Count, vector));
        }
        return [.. vectors.OrderBy(one => one.Index).Select(one => one.Vector)];
    }

    private static long Tokens(JsonElement answer) =>
        answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
        && usage.TryGetProperty("prompt_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Number && tokens.TryGetInt64(out var count) ? count : 0;
}
