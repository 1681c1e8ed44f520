using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Conductor.Protocol;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Server.Tests.Support;

/// <summary>A version 1 surface on a unix socket, written from the protocol's reference and not from the server.</summary>
internal sealed class TestSurface : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _header = new byte[FrameCodec.HeaderLength];
    private int _events;

    private TestSurface(Socket socket) => _socket = socket;

    public static async Task<TestSurface> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
        return new TestSurface(socket);
    }

    public static async Task<TestSurface> ConnectAsync(IPEndPoint endpoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
        return new TestSurface(socket);
    }

    /// <summary>Connects and shakes hands, up to and including the snapshot.</summary>
    public static async Task<TestSurface> GreetAsync(string path)
    {
        var surface = await ConnectAsync(path);
        await surface.SendAsync(new Handshake(surface.NextId(), 1, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null));
        Assert.True((await surface.ReadAsync<HandshakeAck>()).Accepted);
        await surface.ReadAsync<StateSnapshot>();
        return surface;
    }

    public string NextId() => $"evt_{++_events}";

    public Task SayAsync(string words) => SendAsync(new UserMessage(NextId(), words));

    public Task SendAsync(SurfaceEvent said)
    {
        var frame = new ArrayBufferWriter<byte>();
        Assert.True(SurfaceEventCodec.TryWriteFrame(frame, said));
        return SendAsync(frame.WrittenMemory);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
    }

    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Why it was turned away, as version 2 says it; null while it was not.</summary>
    public Error? TurnedAway { get; private set; }

    /// <summary>The next message; null at the orderly end.</summary>
    public async Task<ConductorMessage?> ReadAsync()
    {
        while (await FillAsync(_header))
        {
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(_header)];
            Assert.True(await FillAsync(payload));
            Assert.Equal(Crc32.Compute(payload), BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4)));
            if (ConductorMessageCodec.TryRead(new ReadOnlySequence<byte>(payload), out var message, out var fault))
                return message;
            // The one variant that such a surface meets and does not know: it passes over it, as it must.
            Assert.Equal(WireFaultKind.UnknownVariant, fault.Kind);
            Assert.True(ServerMessageCodec.TryRead(new ReadOnlySequence<byte>(payload), out var other, out fault), fault?.Message);
            TurnedAway = Assert.IsType<Error>(other);
        }
        return null;
    }

    /// <summary>Reads to the end in version 2's words.</summary>
    public async Task<ServerMessage?> LastOfVersion2Async()
    {
        ServerMessage? last = null;
        while (await MoreAsync())
        {
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(_header)];
            Assert.True(await FillAsync(payload));
            Assert.True(ServerMessageCodec.TryRead(new ReadOnlySequence<byte>(payload), out last, out var fault), fault?.Message);
        }
        return last;

        async Task<bool> MoreAsync()
        {
            try
            {
                return await FillAsync(_header);
            }
            catch (SocketException end) when (end.SocketErrorCode == SocketError.ConnectionReset)
            {
                // The other end has closed without reading all that was sent; what it had said itself was read first.
                return false;
            }
        }
    }

    /// <summary>The next message of one kind; others before it are skipped.</summary>
    public async Task<T> ReadAsync<T>()
        where T : ConductorMessage
    {
        while (true)
        {
            var message = await ReadAsync();
            Assert.NotNull(message);
            if (message is T wanted)
                return wanted;
        }
    }

    /// <summary>Reads to the orderly end and returns the last message.</summary>
    public async Task<ConductorMessage?> ReadToEndAsync()
    {
        ConductorMessage? last = null;
        while (await ReadAsync() is { } message)
            last = message;
        return last;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(Memory<byte> target)
    {
        while (!target.IsEmpty)
        {
            var count = await _socket.ReceiveAsync(target, TestContext.Current.CancellationToken).AsTask().SoonAsync();
            if (count == 0)
                return false;
            target = target[count..];
        }
        return true;
    }
}
