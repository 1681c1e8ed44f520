using System.Buffers;
using System.Net.WebSockets;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Links;

/// <summary>A link over a WebSocket: each message is one text message.</summary>
internal sealed class WebSocketLink(WebSocket socket, int maxMessage) : ISurfaceLink
{
    private const int Step = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _input = new(Step);
    private readonly ArrayBufferWriter<byte> _output = new(1024);

    public async Task<HandshakeAck> ShakeHandsAsync(Handshake handshake, CancellationToken cancellationToken)
    {
        if (!SurfaceEventCodec.TryWrite(_output, handshake))
            throw new InvalidDataException("The handshake is longer than a message may be.");
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var words = new FirstWords();
        while (await NextAsync(words.Read, cancellationToken).ConfigureAwait(false) is { } read)
            if (read.Message is { } ack)
                return ack;
        throw words.Closed();
    }

    public ValueTask SendAsync(ClientMessage message, CancellationToken cancellationToken)
    {
        if (!ClientMessageCodec.TryWrite(_output, message))
            throw new InvalidDataException("The message is longer than a message may be.");
        return FlushAsync(cancellationToken);
    }

    public async ValueTask<ServerMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(Payload.Read, cancellationToken).ConfigureAwait(false) is { } read)
            if (read.Message is { } message)
                return message;
        return null;
    }

    public ValueTask DisposeAsync()
    {
        // Not a farewell: it would wait for the other side, which may be why the link is let go of.
        socket.Abort();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(_output.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException("The connection was closed.", cause);
        }
        finally
        {
            _output.ResetWrittenCount();
        }
    }

    private async ValueTask<Read<T>?> NextAsync<T>(ReadPayload<T> read, CancellationToken cancellationToken)
        where T : class
    {
        _input.ResetWrittenCount();
        while (true)
        {
            var part = await ReceivePartAsync(cancellationToken).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            if (part.MessageType != WebSocketMessageType.Text)
                throw new InvalidDataException("The conductor sent a binary message.");
            _input.Advance(part.Count);
            if (_input.WrittenCount > maxMessage)
                throw new InvalidDataException($"The conductor sent a message of more than {maxMessage} bytes.");
            if (part.EndOfMessage)
                return new Read<T>(read(new ReadOnlySequence<byte>(_input.WrittenMemory)));
        }
    }

    private async ValueTask<ValueWebSocketReceiveResult> ReceivePartAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(_input.GetMemory(Step), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException("The connection was lost.", cause);
        }
    }
}
