using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Embeddings;

/// <summary>The answers of <c>/api/embed</c> and <c>/api/embeddings</c>: the host's own bytes, but for the model's name where it was asked for by another.</summary>
internal sealed class OllamaEmbeddingForm(string model) : EmbeddingForm(model)
{
    protected override ValueTask WriteAsync(WholeBody body, ReadOnlyMemory<byte> document, ModelUsage? usage)
    {
        var (start, end) = ModelIn(document.Span);
        body.Output.Raw(document.Span[..start]);
        if (end > start)
            GoText.WriteQuoted(body.Output, Model);
        body.Output.Raw(document.Span[end..]);
        return default;
    }

    protected override Task RefuseAsync(HttpContext context, Refusal refusal) => OllamaErrors.WriteAsync(context, refusal);

    private static (int Start, int End) ModelIn(ReadOnlySpan<byte> document)
    {
        var json = new Utf8JsonReader(document);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.StartArray)
            {
                json.Skip();
            }
            else if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("model"u8))
            {
                json.Read();
                return ((int)json.TokenStartIndex, (int)json.BytesConsumed);
            }
        }
        return (0, 0);
    }
}
