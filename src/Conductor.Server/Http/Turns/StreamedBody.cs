using System.Globalization;
using Conductor.Server.Http.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// The body of a streamed answer: batches of bytes, and an end that is either whole or visibly missing. For one caller at a time.
/// </summary>
/// <remarks>
/// An answer that broke off must not look whole to a client that ignores the error in it, so its body must end without HTTP's own
/// end mark. For that the server offers an abort of the connection, which throws away what is still on its way, the error among it.
/// Where nothing stands between us and the server's HTTP/1.1 connection we therefore write the chunks ourselves, leave the last one
/// out, and let the connection be closed in order. Elsewhere (HTTP/2, a test server, a compressing middleware) it is the abort.
/// </remarks>
internal sealed class StreamedBody : IDisposable
{
    // Eight digits and a line end: room for the length of any batch, filled from the right.
    private const int HeaderRoom = 10;

    // Clients built on streams that know errors forget what they have not read yet when the connection breaks.
    private static readonly TimeSpan TimeToReadTheError = TimeSpan.FromMilliseconds(250);

    private readonly HttpContext _context;
    private readonly TimeProvider _time;
    private readonly bool _writesChunks;

    private StreamedBody(HttpContext context, TimeProvider time, bool writesChunks)
    {
        (_context, _time, _writesChunks) = (context, time, writesChunks);
        Clear();
    }

    /// <summary>Where the next batch is written.</summary>
    public OutputBuffer Output { get; } = new();

    /// <summary>Bytes of the batch so far.</summary>
    public int Batched => _writesChunks ? Output.Length - HeaderRoom : Output.Length;

    /// <summary>Sets the headers; they go out with the first batch.</summary>
    public static StreamedBody Begin(HttpContext context, string contentType, TimeProvider time, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        var body = context.Features.Get<IHttpResponseBodyFeature>();
        body?.DisableBuffering();
        // A reader may be as slow as it likes: it only holds up itself.
        var rate = context.Features.Get<IHttpMinResponseDataRateFeature>();
        if (rate is not null)
            rate.MinDataRate = null;
        // Kestrel's HTTP/1 connection is its own body and its own rate limit. Whoever stands in between has replaced the body.
        var writesChunks = rate is not null && ReferenceEquals(rate, body) && HttpProtocol.IsHttp11(context.Request.Protocol);
        if (writesChunks)
            context.Response.Headers.TransferEncoding = "chunked";
        return new StreamedBody(context, time, writesChunks);
    }

    /// <summary>Sends the batch; completes when the connection takes more.</summary>
    /// <returns>False when the caller is gone.</returns>
    public ValueTask<bool> FlushAsync() => SendAsync(Frame(isLast: false));

    /// <summary>Sends the batch and the end mark.</summary>
    public async ValueTask FinishAsync() => await SendAsync(Frame(isLast: true));

    /// <summary>Sends the batch, and after a moment ends the connection without the end mark.</summary>
    public async ValueTask CutAsync()
    {
        await FlushAsync();
        await Task.Delay(TimeToReadTheError, _time, _context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_writesChunks && _context.Features.Get<IConnectionLifetimeNotificationFeature>() is { } connection)
            connection.RequestClose();
        else
            _context.Abort();
    }

    public void Dispose() => Output.Dispose();

    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> frame)
    {
        if (frame.IsEmpty || _context.RequestAborted.IsCancellationRequested)
            return !_context.RequestAborted.IsCancellationRequested;
        var flushed = await _context.Response.BodyWriter.WriteAsync(frame, CancellationToken.None);
        Clear();
        return !flushed.IsCompleted && !flushed.IsCanceled && !_context.RequestAborted.IsCancellationRequested;
    }

    private ReadOnlyMemory<byte> Frame(bool isLast)
    {
        if (!_writesChunks)
            return Output.Written;
        var start = Batched > 0 ? SealChunk() : HeaderRoom;
        if (isLast)
            Output.Raw("0\r\n\r\n"u8);
        return Output.Written[start..];
    }

    private int SealChunk()
    {
        Span<byte> digits = stackalloc byte[HeaderRoom];
        Batched.TryFormat(digits, out var count, "x", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(digits[count..]);
        var start = HeaderRoom - count - 2;
        digits[..(count + 2)].CopyTo(Output.At(start, count + 2));
        Output.Raw("\r\n"u8);
        return start;
    }

    private void Clear()
    {
        Output.Clear();
        if (_writesChunks)
            Output.Reserve(HeaderRoom);
    }
}
