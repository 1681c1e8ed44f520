using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Conductor.OllamaSim.Wire;

/// <summary>A request that is no HTTP or too large; answered with its status and a closed connection.</summary>
internal sealed class BadRequestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>The first line and the headers of a request.</summary>
internal sealed record RequestHead(string Method, string Target, string Version, SimHeaders Headers)
{
    public bool WantsClose => Version == "HTTP/1.0"
        ? !string.Equals(Headers["Connection"], "keep-alive", StringComparison.OrdinalIgnoreCase)
        : string.Equals(Headers["Connection"], "close", StringComparison.OrdinalIgnoreCase);

    public bool ExpectsContinue => string.Equals(Headers["Expect"], "100-continue", StringComparison.OrdinalIgnoreCase);

    public bool IsChunked => Headers["Transfer-Encoding"] is { } coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Takes HTTP/1.1 requests from a connection's bytes, one after the other.</summary>
internal sealed class HttpRequestReader(PipeReader inbox, long maxBodyBytes)
{
    private const int MaxHeadBytes = 64 << 10;
    private const int MaxLineBytes = 8 << 10;

    /// <summary>The next request's head; null when the client has closed between two requests.</summary>
    public async Task<RequestHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await inbox.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (TryTakeHead(read.Buffer, out var head, out var consumed))
            {
                inbox.AdvanceTo(consumed);
                return head;
            }
            if (read.Buffer.Length > MaxHeadBytes) throw new BadRequestException(431, "Request Header Fields Too Large");
            inbox.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    public Task<byte[]> ReadBodyAsync(RequestHead head, CancellationToken cancellationToken)
    {
        if (head.IsChunked) return ReadChunksAsync(cancellationToken);
        if (head.Headers["Content-Length"] is not { } text) return Task.FromResult<byte[]>([]);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? ReadExactlyAsync(Bounded(length), cancellationToken)
            : throw new BadRequestException(400, "Bad Request");
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var size = (await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Split(';')[0].Trim();
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length < 0)
                throw new BadRequestException(400, "Bad Request");
            if (length == 0) break;
            Bounded(body.WrittenCount + (long)length);
            body.Write(await ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false));
            await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        while ((await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Length > 0) { }
        return body.WrittenSpan.ToArray();
    }

    private async Task<byte[]> ReadExactlyAsync(int length, CancellationToken cancellationToken)
    {
        var body = GC.AllocateUninitializedArray<byte>(length);
        for (var filled = 0; filled < length;)
        {
            var read = await inbox.ReadAsync(cancellationToken).ConfigureAwait(false);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - filled));
            part.CopyTo(body.AsSpan(filled));
            filled += (int)part.Length;
            inbox.AdvanceTo(part.End);
            if (read.IsCompleted && filled < length) throw new OperationCanceledException("The client closed within its request.");
        }
        return body;
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await inbox.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.Latin1.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                inbox.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }
            if (read.Buffer.Length > MaxLineBytes) throw new BadRequestException(400, "Bad Request");
            inbox.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new OperationCanceledException("The client closed within its request.");
        }
    }

    private int Bounded(long length) => length <= Math.Min(maxBodyBytes, Array.MaxLength)
        ? (int)length
        : throw new BadRequestException(413, "Request Entity Too Large");

    private static bool TryTakeHead(ReadOnlySequence<byte> buffer, out RequestHead? head, out SequencePosition consumed)
    {
        head = null;
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny("\r\n"u8);
        var lines = new List<string>();
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            var text = Encoding.Latin1.GetString(line).TrimEnd('\r');
            if (text.Length == 0)
            {
                consumed = reader.Position;
                head = Parse(lines);
                return true;
            }
            lines.Add(text);
        }
        consumed = default;
        return false;
    }

    private static RequestHead Parse(List<string> lines)
    {
        if (lines[0].Split(' ') is not [var method, var target, var version] || version is not ("HTTP/1.1" or "HTTP/1.0"))
            throw new BadRequestException(400, "Bad Request");
        var headers = new List<KeyValuePair<string, string>>(lines.Count - 1);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new BadRequestException(400, "Bad Request");
            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }
        return new RequestHead(method, target, version, new SimHeaders(headers));
    }
}
