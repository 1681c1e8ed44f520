using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Fleet.Tests.Support;

/// <summary>A caller on a bare connection, who can do what HTTP clients never would.</summary>
internal sealed class RawCaller : IDisposable
{
    private readonly Socket _socket;

    private RawCaller(Socket socket) => _socket = socket;

    public static async Task<RawCaller> ConnectAsync(Uri url, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
            socket.ReceiveBufferSize = bytes;
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, TestContext.Current.CancellationToken);
        return new RawCaller(socket);
    }

    public Task PostAsync(string path, string body) =>
        SendAsync(Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
    }

    /// <summary>Reads at most so many bytes; none at the orderly end.</summary>
    public async Task<string> ReadAsync(int most = 64 * 1024)
    {
        var buffer = new byte[most];
        var count = await _socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken).AsTask().SoonAsync();
        return Encoding.Latin1.GetString(buffer, 0, count);
    }

    /// <summary>Reads until a text has come, so many bytes at a time.</summary>
    public async Task<string> ReadUntilAsync(string text, int atATime = 64 * 1024)
    {
        var all = new StringBuilder();
        for (var searched = 0; all.ToString(searched, all.Length - searched).IndexOf(text, StringComparison.Ordinal) < 0;)
        {
            searched = Math.Max(0, all.Length - text.Length);
            var piece = await ReadAsync(atATime);
            Assert.True(piece.Length > 0, $"The connection ended without '{text}'.");
            all.Append(piece);
        }
        return all.ToString();
    }

    /// <summary>Says that nothing more will be said, and goes on listening.</summary>
    public void CloseHalf() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Leaves with a reset, as a process does that is killed.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();
}
