using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Tests.Peers;

/// <summary>The conductor's end of one connection, which says what a test tells it to, in real frames on a real socket.</summary>
internal sealed class PeerSession(Socket socket) : IAsyncDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _writing = new(1);
    private PipeReader? _input;

    public Handshake? Handshake { get; private set; }

    /// <summary>Answers the handshake, and welcomes the surface when it is accepted.</summary>
    public async Task GreetAsync(HandshakeAck? answer = null)
    {
        var payload = await NextAsync();
        Assert.True(SurfaceEventCodec.TryRead(payload!.Value, out var first, out _));
        Handshake = Assert.IsType<Handshake>(first);
        answer ??= new HandshakeAck(true, "conn-1", null, 2);
        var output = new ArrayBufferWriter<byte>();
        Assert.True(ConductorMessageCodec.TryWriteFrame(output, answer));
        await _stream.WriteAsync(output.WrittenMemory, Patience.Token);
        if (answer.Accepted)
            await SendAsync(new Welcome("session_1", "peer 0", Peer.Main, "llama3.2", new Limits(1 << 20, 1 << 18, 16, 65536, 100, 50, 30_000, 600_000)));
    }

    /// <summary>The next message; null when the surface is gone.</summary>
    public async Task<ClientMessage?> ReadAsync()
    {
        if (await NextAsync() is not { } payload)
            return null;
        Assert.True(ClientMessageCodec.TryRead(payload, out var message, out var fault), fault?.Message);
        return message;
    }

    /// <summary>The next message, which is of this kind.</summary>
    public async Task<T> ReadAsync<T>()
        where T : ClientMessage => Assert.IsType<T>(await ReadAsync().SoonAsync());

    /// <summary>The next message of this kind, whatever comes before it.</summary>
    public async Task<T> ReadUntilAsync<T>()
        where T : ClientMessage
    {
        while (true)
            if (await ReadAsync().SoonAsync() is T found)
                return found;
    }

    public async Task SendAsync(params ServerMessage[] messages)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
            Assert.True(ServerMessageCodec.TryWriteFrame(output, message));
        await SendRawAsync(output.WrittenMemory);
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync(Patience.Token);
        try
        {
            await _stream.WriteAsync(bytes, Patience.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<ReadOnlySequence<byte>?> NextAsync()
    {
        _input ??= PipeReader.Create(_stream);
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _input.ReadAsync(Patience.Token);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                return null;
            }
            var buffer = result.Buffer;
            if (FrameCodec.TryRead(ref buffer, out var payload) == FrameStatus.Frame)
            {
                var copy = new ReadOnlySequence<byte>(payload.ToArray());
                _input.AdvanceTo(buffer.Start);
                return copy;
            }
            _input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }
}
