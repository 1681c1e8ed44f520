using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Benchmarks.Surfaces;

/// <summary>A surface of version 2 on a unix socket, with as little of its own as can be.</summary>
internal sealed class BenchSurface : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly PipeReader _input;
    private readonly ArrayBufferWriter<byte> _output = new(256);

    private BenchSurface(NetworkStream stream) => (_stream, _input) = (stream, PipeReader.Create(stream));

    public static async Task<BenchSurface> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), CancellationToken.None);
        var surface = new BenchSurface(new NetworkStream(socket, ownsSocket: true));
        SurfaceEventCodec.TryWriteFrame(surface._output, new Handshake("evt", 2, SurfaceType.Of(SurfaceKind.Headless), SurfaceCapabilities.Headless, null));
        await surface.FlushAsync();
        var ack = await surface.NextAsync(static payload => ConductorMessageCodec.TryRead(payload, out var message, out _) ? message : null);
        if (ack is not HandshakeAck { Accepted: true })
            throw new InvalidOperationException("The handshake was refused.");
        await surface.UntilAsync<Welcome>();
        return surface;
    }

    public async Task SayAsync(ClientMessage message)
    {
        ClientMessageCodec.TryWriteFrame(_output, message);
        await FlushAsync();
    }

    public async Task FollowAsync()
    {
        await SayAsync(new Subscribe(Guid.CreateVersion7(), Guid.Empty, null, [], Delivery.Of(DeliveryMode.Token), null));
        await UntilAsync<Snapshot>();
    }

    public async Task<T> UntilAsync<T>()
        where T : ServerMessage
    {
        while (true)
            if (await ReadAsync() is T wanted)
                return wanted;
    }

    public async Task<ServerMessage> ReadAsync() =>
        await NextAsync(static payload => ServerMessageCodec.TryRead(payload, out var message, out _) ? message : null);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task FlushAsync()
    {
        await _stream.WriteAsync(_output.WrittenMemory, CancellationToken.None);
        _output.ResetWrittenCount();
    }

    private async Task<T> NextAsync<T>(Func<ReadOnlySequence<byte>, T?> read)
        where T : class
    {
        while (true)
        {
            var result = await _input.ReadAsync(CancellationToken.None);
            var buffer = result.Buffer;
            if (FrameCodec.TryRead(ref buffer, out var payload) == FrameStatus.Frame)
            {
                var message = read(payload) ?? throw new InvalidOperationException("This is not the protocol.");
                _input.AdvanceTo(buffer.Start);
                return message;
            }
            _input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                throw new IOException("The conductor closed the connection.");
        }
    }
}
