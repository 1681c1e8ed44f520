using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Benchmarks.Http;

/// <summary>
/// One connection that is kept, and one request on it after another, so that the client costs next to nothing: it looks for line ends and at the clock.
/// For one caller at a time.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    private RawClient()
    {
    }

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return client;
    }

    /// <summary>The bytes of a chat.</summary>
    public static byte[] Chat(string model, bool stream)
    {
        var body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"go"}],"stream":{{(stream ? "true" : "false")}}}""";
        return Encoding.ASCII.GetBytes($"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <returns>The time to the first line, the longest time between two pieces, and the lines.</returns>
    public async Task<Answer> AskAsync(ReadOnlyMemory<byte> request)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await _socket.SendAsync(request, SocketFlags.None);
        var (first, last, gap, lines) = (TimeSpan.Zero, 0L, TimeSpan.Zero, 0);
        for (var reading = new Reading(); !reading.HasEnded;)
        {
            var count = await _socket.ReceiveAsync(_buffer, SocketFlags.None);
            if (count == 0)
                throw new InvalidOperationException("The connection was closed in the middle of an answer.");
            var piece = _buffer.AsSpan(0, count);
            var now = TimeProvider.System.GetTimestamp();
            var found = reading.Take(piece);
            if (found == 0)
                continue;
            if (lines == 0)
                first = TimeProvider.System.GetElapsedTime(begun, now);
            else if (TimeProvider.System.GetElapsedTime(last, now) is var since && since > gap)
                gap = since;
            lines += found;
            last = now;
        }
        return new Answer(first, gap, lines, TimeProvider.System.GetElapsedTime(begun));
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>What came of a request.</summary>
    public readonly record struct Answer(TimeSpan FirstLine, TimeSpan LongestGap, int Lines, TimeSpan Whole);

    // Reads just enough of HTTP to know where an answer ends.
    private struct Reading
    {
        private string _head = "";
        private int _left = -1;
        private bool _isChunked;
        private int _size;
        private bool _hasDigits;
        private bool _isLast;

        public Reading()
        {
        }

        public bool HasEnded { get; private set; }

        /// <summary>Takes a piece.</summary>
        /// <returns>The lines that end in it; one for an answer that is a single object.</returns>
        public int Take(ReadOnlySpan<byte> piece)
        {
            if (!_isChunked && _left < 0)
                piece = TakeHead(piece);
            if (_left < 0 && !_isChunked)
                return 0;
            return _isChunked ? TakeChunks(piece) : TakeWhole(piece);
        }

        private ReadOnlySpan<byte> TakeHead(ReadOnlySpan<byte> piece)
        {
            var before = _head.Length;
            _head += Encoding.Latin1.GetString(piece);
            var end = _head.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                return default;
            var head = _head[..end];
            if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                throw new InvalidOperationException($"Not answered: {_head}");
            _isChunked = head.Contains("chunked", StringComparison.OrdinalIgnoreCase);
            if (!_isChunked)
                _left = int.Parse(head.Split('\n').First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            return piece[(end + 4 - before)..];
        }

        private int TakeWhole(ReadOnlySpan<byte> piece)
        {
            _left -= piece.Length;
            HasEnded = _left <= 0;
            return HasEnded ? 1 : 0;
        }

        private int TakeChunks(ReadOnlySpan<byte> piece)
        {
            var lines = 0;
            while (!piece.IsEmpty && !HasEnded)
            {
                if (_left > 0)
                {
                    var data = piece[..Math.Min(_left, piece.Length)];
                    lines += data.Count((byte)'\n');
                    _left -= data.Length;
                    piece = piece[data.Length..];
                    continue;
                }
                TakeSize(piece[0]);
                piece = piece[1..];
            }
            return lines;
        }

        // Between two chunks: the line end of the first, the size of the second in hexadecimal digits, a line end. The last one has size 0.
        private void TakeSize(byte one)
        {
            if (one == (byte)'\r')
                return;
            if (one != (byte)'\n')
            {
                _size = _size * 16 + Convert.ToInt32(((char)one).ToString(), 16);
                _hasDigits = true;
                return;
            }
            if (_isLast)
                HasEnded = true;
            else if (_hasDigits)
                (_left, _isLast) = (_size, _size == 0);
            (_size, _hasDigits) = (0, false);
        }
    }
}
