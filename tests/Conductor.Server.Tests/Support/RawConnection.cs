using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Server.Tests.Support;

/// <summary>A bare connection, for what HTTP clients hide: every byte, and how it ends.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private byte[]? _buffer;

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(Uri url, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
            socket.ReceiveBufferSize = size;
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, TestContext.Current.CancellationToken);
        return new RawConnection(socket);
    }

    public static async Task<RawConnection> OpenAsync(string socketPath)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), TestContext.Current.CancellationToken);
        return new RawConnection(socket);
    }

    public Task PostAsync(string path, string body) =>
        SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
    }

    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>What comes next; nothing at the orderly end. Throws when the connection is reset.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync()
    {
        _buffer ??= new byte[64 * 1024];
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(), TestContext.Current.CancellationToken).AsTask().SoonAsync();
        return _buffer.AsMemory(0, count);
    }

    /// <summary>Everything until a text has come.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        using var all = new MemoryStream();
        var wanted = Encoding.UTF8.GetBytes(text);
        var searched = 0;
        while (all.GetBuffer().AsSpan(searched, (int)all.Length - searched).IndexOf(wanted) < 0)
        {
            searched = Math.Max(0, (int)all.Length - wanted.Length);
            var bytes = await ReadAsync();
            Assert.False(bytes.IsEmpty, $"The connection ended without '{text}'.");
            await all.WriteAsync(bytes, TestContext.Current.CancellationToken);
        }
        return Encoding.UTF8.GetString(all.GetBuffer().AsSpan(0, (int)all.Length));
    }

    /// <summary>Everything until the orderly end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        while (await ReadAsync() is { IsEmpty: false } bytes)
            await all.WriteAsync(bytes, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    public void Dispose() => _socket.Dispose();
}
