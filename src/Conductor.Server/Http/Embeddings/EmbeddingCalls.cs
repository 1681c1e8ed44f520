using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.OpenAi;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Embeddings;

/// <summary>Reads the requests of <c>/api/embed</c>, <c>/api/embeddings</c> and <c>/v1/embeddings</c>. They run as turns do: routed, queued, asked again elsewhere.</summary>
/// <param name="shape">What is asked.</param>
/// <param name="isOpenAi">In which API.</param>
internal sealed class EmbeddingCalls(RequestShape shape, bool isOpenAi) : CallReader
{
    private const string NotFoundBegins = "model '";
    private const string NotFoundEnds = "' not found";

    public override TaskKind? Kind => TaskKind.Embedding;

    public override bool TryRead(
        HttpContext context, JsonElement body, [NotNullWhen(true)] out Call? call, [NotNullWhen(false)] out Refusal? refusal)
    {
        (call, refusal) = (null, null);
        var (model, base64, parameters) = ("", false, new List<KeyValuePair<string, JsonElement>>());
        foreach (var field in body.EnumerateObject())
        {
            var (name, value) = (JsonPieces.Name(field), field.Value);
            if (name.Equals("model", StringComparison.OrdinalIgnoreCase))
                refusal ??= ReadModel(value, ref model);
            else if (isOpenAi && name == "encoding_format")
                base64 = value.ValueKind == JsonValueKind.String && value.ValueEquals("base64");
            else if (name != "stream")
                parameters.Add(new(name, value));
        }
        refusal ??= Missing(model, parameters);
        if (refusal is not null)
            return false;
        var request = new ModelRequest { Model = model, Shape = shape, Parameters = parameters };
        call = new Call(request, Stream: false, isOpenAi ? new OpenAiEmbeddingForm(model, base64) : new OllamaEmbeddingForm(model));
        return true;
    }

    public override Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status404NotFound)
            refusal = refusal with { Message = InWordsOfEmbed(refusal.Message) };
        return isOpenAi ? OpenAiErrors.WriteAsync(context, refusal) : OllamaErrors.WriteAsync(context, refusal);
    }

    private Refusal? ReadModel(JsonElement value, ref string model)
    {
        if (value.ValueKind == JsonValueKind.String)
            model = JsonPieces.Text(value);
        else if (value.ValueKind != JsonValueKind.Null)
            return new Refusal(StatusCodes.Status400BadRequest, JsonFault.WrongType(value, isOpenAi ? "EmbedRequest.model" : shape == RequestShape.Embed ? "EmbedRequest.model" : "EmbeddingRequest.model", "string"));
        return null;
    }

    private Refusal? Missing(string model, List<KeyValuePair<string, JsonElement>> parameters)
    {
        // Ollama's own /v1 takes no empty input, while its /api/embed answers it with no vectors.
        if (isOpenAi && !parameters.Exists(field => field.Key == "input" && field.Value is { ValueKind: JsonValueKind.String or JsonValueKind.Array } input && !IsEmpty(input)))
            return new Refusal(StatusCodes.Status400BadRequest, "invalid input");
        return model.Length == 0 ? new Refusal(StatusCodes.Status400BadRequest, "model is required") : null;
    }

    private static bool IsEmpty(JsonElement input) => input.ValueKind == JsonValueKind.Array ? input.GetArrayLength() == 0 : input.ValueEquals("");

    // These routes say it in words of their own, for which clients look.
    private static string InWordsOfEmbed(string message)
    {
        var end = message.IndexOf(NotFoundEnds, StringComparison.Ordinal);
        return message.StartsWith(NotFoundBegins, StringComparison.Ordinal) && end > 0
            ? $"model \"{message[NotFoundBegins.Length..end]}\" not found, try pulling it first"
            : message;
    }
}
