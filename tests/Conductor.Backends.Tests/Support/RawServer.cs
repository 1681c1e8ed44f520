using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Backends.Tests.Support;

/// <summary>
/// A server of bare sockets: the test says each byte, and sees each connection. For what no well-behaved server can be made to do.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<RawConnection, Task> _serve;
    private readonly ConcurrentBag<Task> _served = [];
    private readonly Task _accepting;

    /// <summary>Serves each connection with the same script, which ends by closing it.</summary>
    public RawServer(Func<RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public ConcurrentQueue<RawConnection> Connections { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var connection in Connections)
            connection.Close();
        await Task.WhenAll(_served).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new RawConnection(await _listener.AcceptAsync(CancellationToken.None));
                Connections.Enqueue(connection);
                _served.Add(ServeAsync(connection));
            }
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(RawConnection connection)
    {
        try
        {
            await _serve(connection);
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException or IOException)
        {
            // The client is gone, which is what some tests want.
        }
        connection.Close();
    }
}

/// <summary>One connection as the server sees it.</summary>
internal sealed class RawConnection(Socket socket)
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _received = new();

    /// <summary>Completes when the other side has closed.</summary>
    public Task Closed => _closed.Task;

    /// <summary>How many whole requests came.</summary>
    public int Requests { get; private set; }

    /// <summary>The next request, head and body.</summary>
    public async Task<string> RequestAsync()
    {
        while (true)
        {
            var text = _received.ToString();
            var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            if (body >= 4 && text.Length >= body + LengthOf(text[..body]))
            {
                _received.Remove(0, body + LengthOf(text[..body]));
                Requests++;
                return text[..(body + LengthOf(text[..body]))];
            }
            if (!await ReceiveAsync())
                throw new IOException("The client closed the connection.");
        }
    }

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await socket.SendAsync(bytes, CancellationToken.None);

    /// <summary>Headers of a good streamed answer.</summary>
    public Task SendHeadAsync(string contentType = "application/x-ndjson", string more = "") =>
        SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n{more}\r\n");

    /// <summary>One chunk of the chunked encoding.</summary>
    public Task SendChunkAsync(string text) => SendChunkAsync(Encoding.UTF8.GetBytes(text));

    public Task SendChunkAsync(byte[] bytes) =>
        SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, (byte)'\r', (byte)'\n']);

    public Task SendLastChunkAsync() => SendAsync("0\r\n\r\n");

    /// <summary>A whole answer with a length.</summary>
    public Task SendWholeAsync(int status, string contentType, string body, string more = "") =>
        SendAsync($"HTTP/1.1 {status} Status\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{more}\r\n{body}");

    /// <summary>Waits until the other side closes.</summary>
    public async Task UntilClosedAsync()
    {
        while (await ReceiveAsync())
        {
        }
    }

    /// <summary>Resets the connection, as a dead host does.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Close()
    {
        socket.Dispose();
        _closed.TrySetResult();
    }

    private async Task<bool> ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        int read;
        try
        {
            read = await socket.ReceiveAsync(buffer, CancellationToken.None);
        }
        catch (SocketException)
        {
            read = 0;
        }
        if (read == 0)
            _closed.TrySetResult();
        _received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return read > 0;
    }

    private static int LengthOf(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head.AsSpan(at + Name.Length, head.IndexOf('\r', at + 2) - at - Name.Length), provider: null);
    }
}
