using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Benchmarks.Backends;

/// <summary>A server that answers every request with the same ready-made bytes, so that what is measured beside it is the client.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ReadOnlyMemory<byte>[] _packets;
    private readonly SemaphoreSlim? _pace;
    private readonly Task _accepting;

    /// <summary>Answers with these pieces of a body, each a chunk and a packet of its own, sent when <paramref name="pace"/> lets it.</summary>
    public BareServer(string contentType, IEnumerable<string> pieces, SemaphoreSlim? pace = null)
    {
        _pace = pace;
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n\r\n";
        _packets = [.. pieces
            .Select((piece, i) => $"{(i == 0 ? head : "")}{Encoding.UTF8.GetByteCount(piece):x}\r\n{piece}\r\n")
            .Append("0\r\n\r\n")
            .Select(packet => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(packet))];
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync(CancellationToken.None));
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var buffer = new byte[64 * 1024];
        try
        {
            // A request is small and comes in one packet or two; its body ends with the closing brace.
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is > 0 and var read)
            {
                if (buffer[read - 1] != '}')
                    continue;
                foreach (var packet in _packets)
                {
                    if (_pace is not null)
                        await _pace.WaitAsync(CancellationToken.None);
                    await socket.SendAsync(packet, CancellationToken.None);
                }
            }
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }
}
