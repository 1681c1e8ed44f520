using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Conductor.OllamaSim.Wire;

/// <summary>
/// Writes one HTTP answer: what is put in waits until it is flushed, so that the caller decides on the packets. Streams are chunked, one chunk
/// for each part, as Go's server does.
/// </summary>
internal sealed class HttpReply(ClientLink link, RequestHead head, TimeProvider time)
{
    private readonly ArrayBufferWriter<byte> _out = new(1024);
    private readonly ArrayBufferWriter<byte> _plain = new();
    private readonly MemoryStream _zipped = new();
    private GZipStream? _gzip;
    private bool _ended;

    /// <summary>Whether the body is a stream of chunks; an HTTP/1.0 client gets it bare.</summary>
    public bool IsChunked { get; private set; }

    public bool HasStarted { get; private set; }

    /// <summary>Whether the connection can carry another request after this answer.</summary>
    public bool KeepsAlive { get; set; } = !head.WantsClose;

    /// <summary>How the bytes are cut into packets; null: as they are flushed.</summary>
    public Packets? Packets { get; set; }

    /// <summary>Compresses everything that is put in from now on.</summary>
    public bool IsGzip { get; set; }

    /// <summary>Headers that every answer to this request bears.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Bytes that were put in and not flushed yet.</summary>
    public int Waiting => _out.WrittenCount + _plain.WrittenCount;

    /// <summary>Begins a body whose length is known; nothing is sent yet.</summary>
    public void Begin(int status, string contentType, long length, ReadOnlySpan<KeyValuePair<string, string>> headers = default) =>
        WriteHead(status, contentType, headers, length);

    /// <summary>Begins a body of unknown length; nothing is sent yet.</summary>
    public void BeginStream(int status, string contentType, ReadOnlySpan<KeyValuePair<string, string>> headers = default)
    {
        IsChunked = head.Version != "HTTP/1.0";
        KeepsAlive &= IsChunked;
        WriteHead(status, contentType, headers, length: null);
    }

    /// <summary>Adds one part of the body: one chunk of a stream.</summary>
    public void Put(ReadOnlySpan<byte> part)
    {
        if (head.Method == "HEAD" || part.IsEmpty) return;
        if (IsGzip) _plain.Write(part);
        else PutFramed(part);
    }

    /// <summary>Adds bytes that are framed already.</summary>
    public ValueTask SendFramedAsync(ReadOnlyMemory<byte> framed) => link.SendAsync(framed);

    /// <summary>Ends the body properly.</summary>
    public void End() => _ended = true;

    public async ValueTask FlushAsync()
    {
        if (IsGzip && (_plain.WrittenCount > 0 || _ended)) await ZipAsync().ConfigureAwait(false);
        if (_ended && IsChunked && head.Method != "HEAD") _out.Write("0\r\n\r\n"u8);
        if (_out.WrittenCount == 0) return;
        if (Packets is { } packets) await SendApartAsync(packets).ConfigureAwait(false);
        else await link.SendAsync(_out.WrittenMemory).ConfigureAwait(false);
        _out.ResetWrittenCount();
    }

    /// <summary>How a part looks as a chunk.</summary>
    public static void Frame(IBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        Encoding.ASCII.GetBytes(part.Length.ToString("x", CultureInfo.InvariantCulture), output);
        output.Write("\r\n"u8);
        output.Write(part);
        output.Write("\r\n"u8);
    }

    private void PutFramed(ReadOnlySpan<byte> part)
    {
        if (IsChunked) Frame(_out, part);
        else _out.Write(part);
    }

    private void WriteHead(int status, string contentType, ReadOnlySpan<KeyValuePair<string, string>> headers, long? length)
    {
        (HasStarted, var text) = (true, new StringBuilder());
        link.Serving?.NoteStatus(status);
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {Reasons.Of(status)}\r\n");
        if (contentType.Length > 0) text.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\n");
        foreach (var (name, value) in headers) text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        foreach (var (name, value) in Headers) text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Date: {time.GetUtcNow():R}\r\n");
        if (IsGzip) text.Append("Content-Encoding: gzip\r\n");
        if (length is { } known) text.Append(CultureInfo.InvariantCulture, $"Content-Length: {known}\r\n");
        if (IsChunked) text.Append("Transfer-Encoding: chunked\r\n");
        if (!KeepsAlive) text.Append("Connection: close\r\n");
        Encoding.Latin1.GetBytes(text.Append("\r\n").ToString(), _out);
    }

    private async ValueTask SendApartAsync(Packets packets)
    {
        foreach (var packet in packets.Cut(_out.WrittenMemory))
        {
            await link.SendAsync(packet).ConfigureAwait(false);
            await Packets.PauseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Compresses what waits into one part.</summary>
    private async ValueTask ZipAsync()
    {
        _gzip ??= new GZipStream(_zipped, CompressionLevel.Fastest, leaveOpen: true);
        await _gzip.WriteAsync(_plain.WrittenMemory, link.Gone).ConfigureAwait(false);
        if (_ended) await _gzip.DisposeAsync().ConfigureAwait(false);
        else await _gzip.FlushAsync(link.Gone).ConfigureAwait(false);
        _plain.ResetWrittenCount();
        if (_zipped.Length > 0) PutFramed(_zipped.GetBuffer().AsSpan(0, (int)_zipped.Length));
        _zipped.SetLength(0);
    }
}
