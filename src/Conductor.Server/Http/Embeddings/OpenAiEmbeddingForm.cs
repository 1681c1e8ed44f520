using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.OpenAi;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Embeddings;

/// <summary>The answers of <c>/v1/embeddings</c>: each vector as numbers, or as the base64 of its bytes.</summary>
internal sealed class OpenAiEmbeddingForm(string model, bool asBase64) : EmbeddingForm(model)
{
    protected override async ValueTask WriteAsync(WholeBody body, ReadOnlyMemory<byte> document, ModelUsage? usage)
    {
        using var json = JsonDocument.Parse(document);
        var output = body.Output;
        output.Raw("{\"object\":\"list\",\"data\":["u8);
        var index = 0;
        foreach (var vector in json.RootElement.GetProperty("embeddings").EnumerateArray())
        {
            if (index > 0)
                output.Raw(","u8);
            output.Raw("{\"object\":\"embedding\",\"embedding\":"u8);
            if (asBase64)
                WriteBase64(output, vector);
            else
                output.Raw(JsonMarshal.GetRawUtf8Value(vector));
            output.Raw(",\"index\":"u8);
            output.Number(index++);
            output.Raw("}"u8);
            await body.RelieveAsync();
        }
        output.Raw("],\"model\":"u8);
        GoText.WriteQuoted(output, Model);
        output.Raw(",\"usage\":{\"prompt_tokens\":"u8);
        output.Number(usage?.PromptEvalCount ?? 0);
        output.Raw(",\"total_tokens\":"u8);
        output.Number(usage?.PromptEvalCount ?? 0);
        output.Raw("}}"u8);
    }

    protected override Task RefuseAsync(HttpContext context, Refusal refusal) => OpenAiErrors.WriteAsync(context, refusal);

    private static void WriteBase64(OutputBuffer output, JsonElement vector)
    {
        var length = vector.GetArrayLength() * sizeof(float);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        var at = 0;
        foreach (var number in vector.EnumerateArray())
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), number.GetSingle());
            at += sizeof(float);
        }
        output.Raw("\""u8);
        Base64.EncodeToUtf8(bytes.AsSpan(0, length), output.GetSpan(Base64.GetMaxEncodedToUtf8Length(length)), out _, out var written);
        output.Advance(written);
        output.Raw("\""u8);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
