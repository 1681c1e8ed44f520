using System.Buffers;
using System.Net.WebSockets;
using Conductor.Core.Sessions;
using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Server.Surfaces;

/// <summary>A surface behind a WebSocket: each message goes out as one text message.</summary>
internal sealed class WebSocketSurfaceConnection(string id, string peer, WebSocket socket, SurfaceDoor door) : IEntryConnection
{
    // What one large portion has made of the buffers is not kept for the life of the connection.
    private const int ShortestCompressed = 512;
    private const int BufferKept = 64 * 1024;

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<int> _lengths = new();
    private ArrayBufferWriter<byte> _output = new();
    private volatile bool _isClosed;
    // Both written by the outlet before it ends, and read by the carrier after the session has closed the connection.
    private volatile Task? _stuck;
    private volatile byte[]? _last;

    public string Id => id;

    public string Peer => peer;

    public ValueTask<SurfaceVisitor?> AdmitAsync(string? token, CancellationToken cancellationToken) => door.AdmitAsync(token, peer, cancellationToken);

    /// <summary>Completes when the session has closed the connection: nothing is written any more.</summary>
    public Task Closed => _closed.Task;

    public bool Write(ConductorMessage message) => Note(output => ConductorMessageCodec.TryWrite(output, message));

    public bool Write(ServerMessage message) => Note(output => ServerMessageCodec.TryWrite(output, message));

    public void WriteLast(ServerMessage message)
    {
        var words = new ArrayBufferWriter<byte>();
        ServerMessageCodec.TryWrite(words, message);
        _last = words.WrittenSpan.ToArray();
    }

    public void WriteToken(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text)
    {
        var before = _output.WrittenCount;
        if (ConductorMessageCodec.TryWriteToken(_output, messageId, text))
            _lengths.Enqueue(_output.WrittenCount - before);
    }

    public void WriteWords(Guid turn, ulong seq, ulong? from, ReadOnlySpan<byte> utf8, bool isThinking)
    {
        var before = _output.WrittenCount;
        if (isThinking
            ? ServerMessageCodec.TryWriteThinking(_output, turn, seq, from, utf8, framed: false)
            : ServerMessageCodec.TryWriteText(_output, turn, seq, from, utf8, framed: false))
            _lengths.Enqueue(_output.WrittenCount - before);
    }

    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var start = 0; _lengths.TryDequeue(out var length); start += length)
            {
                if (_isClosed)
                    return false;
                var sending = socket.SendAsync(_output.WrittenMemory.Slice(start, length), WebSocketMessageType.Text, FlagsOf(length), CancellationToken.None);
                if (!sending.IsCompletedSuccessfully)
                    await WaitAsync(sending.AsTask(), cancellationToken);
            }
            return true;
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _lengths.Clear();
            if (_stuck is not null || _output.Capacity > BufferKept)
                _output = new ArrayBufferWriter<byte>();
            else
                _output.ResetWrittenCount();
        }
    }

    /// <summary>Sends the last message, once what is stuck before it is out. For the carrier, once the session is over.</summary>
    public async Task SayLastAsync(CancellationToken cancellationToken)
    {
        if (_stuck is { } stuck)
            await stuck.WaitAsync(cancellationToken);
        if (_last is { } words)
            await socket.SendAsync(words.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    public void Close()
    {
        _isClosed = true;
        _closed.TrySetResult();
    }

    // A token is so short that compressing it alone makes it longer.
    private static WebSocketMessageFlags FlagsOf(int length) =>
        length < ShortestCompressed ? WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression : WebSocketMessageFlags.EndOfMessage;

    // A message that is cancelled half-way tears the connection. It is given up on, and stays on its way.
    private async Task WaitAsync(Task sending, CancellationToken cancellationToken)
    {
        try
        {
            await sending.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _stuck = sending;
            throw;
        }
    }

    private bool Note(Func<ArrayBufferWriter<byte>, bool> write)
    {
        var before = _output.WrittenCount;
        if (!write(_output))
            return false;
        _lengths.Enqueue(_output.WrittenCount - before);
        return true;
    }
}
