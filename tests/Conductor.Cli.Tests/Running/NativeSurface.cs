using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Cli.Tests.Running;

/// <summary>A version 1 surface at a running conductor's socket, which may die at any moment.</summary>
internal sealed class NativeSurface(Socket socket) : IDisposable
{
    private int _events;

    public static async Task<NativeSurface> GreetAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        var surface = new NativeSurface(socket);
        await surface.SendAsync(new Handshake("evt_0", 1, SurfaceType.Of(SurfaceKind.Tui), SurfaceCapabilities.Tui, null), cancellationToken);
        return surface;
    }

    /// <summary>Says something. False when the conductor is gone.</summary>
    public async Task<bool> SayAsync(string words, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(new UserMessage($"evt_{++_events}", words), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The next message; null when the conductor is gone.</summary>
    public async Task<ConductorMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var header = new byte[FrameCodec.HeaderLength];
            if (!await FillAsync(header, cancellationToken))
                return null;
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
            if (!await FillAsync(payload, cancellationToken))
                return null;
            Assert.True(ConductorMessageCodec.TryRead(new ReadOnlySequence<byte>(payload), out var message, out var fault), fault?.Message);
            return message;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task SendAsync(SurfaceEvent said, CancellationToken cancellationToken)
    {
        var frame = new ArrayBufferWriter<byte>();
        Assert.True(SurfaceEventCodec.TryWriteFrame(frame, said));
        var bytes = frame.WrittenMemory;
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    private async Task<bool> FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            var count = await socket.ReceiveAsync(target, cancellationToken);
            if (count == 0)
                return false;
            target = target[count..];
        }
        return true;
    }
}
