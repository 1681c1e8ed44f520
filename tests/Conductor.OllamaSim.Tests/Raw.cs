using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.OllamaSim.Tests;

/// <summary>A client that sees the bytes as they are on the wire.</summary>
internal sealed class Raw : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly ArrayBufferWriter<byte> _seen = new();

    public static async Task<Raw> ConnectAsync(OllamaSimulator sim)
    {
        var raw = new Raw();
        await raw._socket.ConnectAsync(IPAddress.Loopback, sim.Port, Deadline.Token);
        return raw;
    }

    /// <summary>A deadline for each wait, far longer than anything takes.</summary>
    public static CancellationTokenSource Deadline => new(TimeSpan.FromSeconds(30), TimeProvider.System);

    public string Seen => Encoding.UTF8.GetString(_seen.WrittenSpan);

    public Socket Socket => _socket;

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), Deadline.Token).AsTask();

    public Task PostAsync(string path, string json, string headers = "") =>
        SendAsync($"POST {path} HTTP/1.1\r\nHost: sim\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    public Task GetAsync(string path) => SendAsync($"GET {path} HTTP/1.1\r\nHost: sim\r\n\r\n");

    /// <summary>Reads once; the number of bytes, 0 at the end.</summary>
    public async Task<int> ReadAsync()
    {
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(), Deadline.Token);
        _seen.Write(_buffer.AsSpan(0, count));
        return count;
    }

    /// <summary>Reads until what was seen contains the text.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        while (!Seen.Contains(text, StringComparison.Ordinal))
            if (await ReadAsync() == 0) Assert.Fail($"The connection ended before '{text}': {Seen}");
        return Seen;
    }

    /// <summary>Reads until the other side closes with FIN.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReadAsync() > 0) { }
        return Seen;
    }

    public void Dispose() => _socket.Dispose();
}
