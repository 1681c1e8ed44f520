using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Conductor.Server.Http;

/// <summary>Reads a request's body as JSON, whatever content type it claims to have: <c>curl -d</c> claims a form.</summary>
internal static class RequestBody
{
    // Deeper than any schema that a person writes, and no danger to a parser that does not recurse.
    private const int MaxDepth = 512;
    private const int FirstRoom = 4096;
    private const int LargestPromise = 1024 * 1024;

    /// <summary>There is none.</summary>
    public static Refusal Missing { get; } = new(StatusCodes.Status400BadRequest, "missing request body");

    /// <summary>Reads all of it into memory of its own.</summary>
    /// <returns>The bytes, or a refusal (413) when there are more than allowed.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Body, Refusal? Refusal)> ReadAsync(HttpContext context, int maxBytes)
    {
        LiftServerLimits(context);
        var request = context.Request;
        if (request.ContentLength > maxBytes)
            return (default, TooLong(maxBytes));
        // The announced length is only trusted as far as it costs nothing: whoever announces much may send nothing.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? FirstRoom, 1, LargestPromise));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            var tooLong = body.WrittenCount + read.Buffer.Length > maxBytes;
            if (!tooLong)
                Append(body, read);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (tooLong)
                return (default, TooLong(maxBytes));
            if (read.IsCompleted)
                return (body.WrittenMemory, null);
        }
    }

    /// <summary>Reads bytes as one JSON object. The document keeps the bytes.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out Refusal? refusal)
    {
        (document, refusal) = (null, null);
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            refusal = Missing;
            return false;
        }
        // Bytes that are no text become U+FFFD, as in Go's decoder, instead of failing somewhere later.
        if (!Utf8.IsValid(body.Span))
            body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException fault)
        {
            refusal = new Refusal(StatusCodes.Status400BadRequest, JsonFault.Describe(body.Span, fault));
            return false;
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return true;
        refusal = new Refusal(StatusCodes.Status400BadRequest, JsonFault.NoObject(document.RootElement));
        return false;
    }

    // Bodies are bounded here, by our own option, and neither a slow sender nor a slow reader is cut: they only hold up themselves.
    private static void LiftServerLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }

    private static void Append(ArrayBufferWriter<byte> body, ReadResult read)
    {
        foreach (var segment in read.Buffer)
            body.Write(segment.Span);
    }

    private static Refusal TooLong(int maxBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"the request body is too large: at most {maxBytes} bytes are taken");
}
