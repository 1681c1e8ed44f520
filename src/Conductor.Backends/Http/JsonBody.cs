using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conductor.Backends.Http;

/// <summary>A JSON request body that says when it has been handed to the socket.</summary>
internal sealed class JsonBody : HttpContent
{
    // Relaxed: the body is not HTML, and the strict encoder triples the size of most of the world's scripts.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ReadOnlyMemory<byte> _json;
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JsonBody(ReadOnlyMemory<byte> json)
    {
        _json = json;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>Completes when the body has been sent; never fails.</summary>
    public Task Sent => _sent.Task;

    /// <summary>A body of what <paramref name="write"/> writes.</summary>
    public static async Task<JsonBody> OfAsync<T>(T source, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var writer = new Utf8JsonWriter(buffer, Relaxed);
        await using (writer.ConfigureAwait(false))
            write(writer, source);
        return new JsonBody(buffer.WrittenMemory);
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_json, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _sent.TrySetResult();
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
