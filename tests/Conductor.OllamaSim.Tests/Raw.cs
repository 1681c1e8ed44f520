using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conductor.OllamaSim.Tests;

/// <summary>A client that sees the bytes as they are on the wire.</summary>
internal sealed class Raw : IDisposable
{
    /// <summary>A chat with one user message, as most tests send it.</summary>
    public const string Chat = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""";

    /// <summary>The same, not streamed.</summary>
    public const string WholeChat = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"stream":false}""";

    /// <summary>The same on <c>/v1</c>, streamed.</summary>
    public const string StreamedChat = """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}],"stream":true}""";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly ArrayBufferWriter<byte> _seen = new();

    /// <summary>A deadline for each wait, far longer than anything takes.</summary>
    public static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System).Token;

    /// <summary>Everything received so far, as UTF-8.</summary>
    public string Seen => Encoding.UTF8.GetString(_seen.WrittenSpan);

    /// <summary>How many bytes each receive gave.</summary>
    public List<int> Reads { get; } = [];

    public Socket Socket => _socket;

    public static async Task<Raw> ConnectAsync(OllamaSimulator sim)
    {
        var raw = new Raw();
        await raw._socket.ConnectAsync(IPAddress.Loopback, sim.Port, Deadline);
        return raw;
    }

    /// <summary>Posts on a connection of its own and reads until it is closed.</summary>
    public static async Task<string> AskAsync(OllamaSimulator sim, string path, string json, string headers = "")
    {
        using var raw = await ConnectAsync(sim);
        await raw.PostAsync(path, json, headers + "Connection: close\r\n");
        return await raw.ReadToEndAsync();
    }

    /// <summary>Gets on a connection of its own and reads until it is closed.</summary>
    public static async Task<string> GetAsync(OllamaSimulator sim, string path, string method = "GET", string headers = "")
    {
        using var raw = await ConnectAsync(sim);
        await raw.SendAsync($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n\r\n");
        return await raw.ReadToEndAsync();
    }

    /// <summary>The body of a raw answer, chunks joined.</summary>
    public static string BodyOf(string answer) =>
        answer.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal) ? string.Concat(ChunksOf(answer)) : AfterHead(answer);

    /// <summary>The chunks of a raw answer that came before its terminator or its end; sizes count bytes.</summary>
    public static IReadOnlyList<string> ChunksOf(string answer)
    {
        var chunks = new List<string>();
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(AfterHead(answer));
        while (rest.IndexOf("\r\n"u8) is var end and > 0)
        {
            var size = int.Parse(Encoding.ASCII.GetString(rest[..end]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0) break;
            chunks.Add(Encoding.UTF8.GetString(rest.Slice(end + 2, size)));
            rest = rest[(end + 2 + size + 2)..];
        }
        return chunks;
    }

    public static string[] LinesOf(string answer) => BodyOf(answer).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string AfterHead(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), Deadline).AsTask();

    public Task PostAsync(string path, string json, string headers = "") =>
        SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    /// <summary>Reads once; the number of bytes, 0 at the end.</summary>
    public async Task<int> ReadAsync()
    {
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(), Deadline);
        _seen.Write(_buffer.AsSpan(0, count));
        Reads.Add(count);
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

    /// <summary>Reads until the other side resets the connection; what came before is in <see cref="Seen"/>.</summary>
    public async Task<SocketError> ReadToResetAsync()
    {
        try
        {
            while (await ReadAsync() > 0) { }
            return SocketError.Success;
        }
        catch (SocketException broken)
        {
            return broken.SocketErrorCode;
        }
    }

    public void Dispose() => _socket.Dispose();
}
