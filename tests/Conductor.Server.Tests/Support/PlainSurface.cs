using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Conductor.Server.Tests.Support;

/// <summary>
/// A version 1 surface that knows the reference of the protocol and nothing of our code: it puts bytes together by hand, and sees the JSON that
/// comes as it is on the wire.
/// </summary>
internal sealed class PlainSurface : IDisposable
{
    private const int HeaderLength = 8;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static async Task<PlainSurface> ConnectAsync(string path)
    {
        var surface = new PlainSurface();
        await surface._socket.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
        return surface;
    }

    public static byte[] Frame(string json)
    {
        var payload = Encoding.UTF8.GetBytes(json);
        var frame = new byte[HeaderLength + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), Crc32(payload));
        payload.CopyTo(frame, HeaderLength);
        return frame;
    }

    public Task SendAsync(string json) => SendAsync(Frame(json));

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, _token);
    }

    /// <summary>The next message's JSON; null at the end of the connection.</summary>
    public async Task<string?> ReadAsync()
    {
        var header = new byte[HeaderLength];
        if (!await TryFillAsync(header))
            return null;
        var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(header)];
        Assert.True(await TryFillAsync(payload), "The connection ended within a message.");
        Assert.Equal(Crc32(payload), BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)));
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>The messages up to and including the first that is wanted.</summary>
    public async Task<List<string>> ReadUntilAsync(Func<string, bool> isWanted)
    {
        var read = new List<string>();
        do
            read.Add(await ReadAsync() ?? throw new InvalidOperationException($"The connection ended after:\n{string.Join('\n', read)}"));
        while (!isWanted(read[^1]));
        return read;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> TryFillAsync(byte[] buffer)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var count = await _socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, _token);
            if (count == 0)
                return false;
            filled += count;
        }
        return true;
    }

    // IEEE 802.3, reflected, bit by bit.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
