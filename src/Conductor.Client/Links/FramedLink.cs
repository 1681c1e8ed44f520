using System.Buffers;
using System.IO.Pipelines;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client.Links;

/// <summary>A link over a stream of bytes: each message is a frame.</summary>
internal sealed class FramedLink(Stream stream, int maxFrame) : ISurfaceLink
{
    private readonly PipeReader _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
    private readonly ArrayBufferWriter<byte> _output = new(1024);

    public async Task<HandshakeAck> ShakeHandsAsync(Handshake handshake, CancellationToken cancellationToken)
    {
        if (!SurfaceEventCodec.TryWriteFrame(_output, handshake))
            throw new InvalidDataException("The handshake is longer than a frame.");
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var words = new FirstWords();
        while (await NextAsync(words.Read, cancellationToken).ConfigureAwait(false) is { } read)
            if (read.Message is { } ack)
                return ack;
        throw words.Closed();
    }

    public ValueTask SendAsync(ClientMessage message, CancellationToken cancellationToken)
    {
        if (!ClientMessageCodec.TryWriteFrame(_output, message))
            throw new InvalidDataException("The message is longer than a frame.");
        return FlushAsync(cancellationToken);
    }

    public async ValueTask<ServerMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(Payload.Read, cancellationToken).ConfigureAwait(false) is { } read)
            if (read.Message is { } message)
                return message;
        return null;
    }

    public async ValueTask DisposeAsync() => await stream.DisposeAsync().ConfigureAwait(false);

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException cause)
        {
            throw new IOException("The connection was closed.", cause);
        }
        finally
        {
            // One large prompt does not keep its room for the life of the connection.
            if (_output.Capacity > 64 * 1024)
                _output.Clear();
            _output.ResetWrittenCount();
        }
    }

    private async ValueTask<Read<T>?> NextAsync<T>(ReadPayload<T> read, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await ReadBytesAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var status = FrameCodec.TryRead(ref buffer, out var payload, maxFrame);
            if (status == FrameStatus.Frame)
            {
                var message = read(payload);
                _input.AdvanceTo(buffer.Start);
                return new Read<T>(message);
            }
            if (status == FrameStatus.TooLong)
                throw new InvalidDataException($"The conductor sent a frame of more than {maxFrame} bytes.");
            if (status == FrameStatus.BadChecksum)
                throw new InvalidDataException("The conductor sent a frame whose checksum does not fit.");
            _input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }

    private async ValueTask<ReadResult> ReadBytesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException cause)
        {
            throw new IOException("The connection was closed.", cause);
        }
    }
}
