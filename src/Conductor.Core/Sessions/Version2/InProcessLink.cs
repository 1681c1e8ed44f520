using System.Text;
using System.Threading.Channels;
using Conductor.Core.Conducting;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions.Version2;

/// <summary>A surface in the same process as its conductor: messages are handed over as they are, without any bytes.</summary>
/// <remarks>A surface that does not read holds up its own session once some hundred messages wait, as a socket would.</remarks>
internal sealed class InProcessLink(string id) : ISurfaceLink, IEntryConnection
{
    private const int MostWaiting = 256;

    private readonly Channel<object> _toSurface = Channel.CreateBounded<object>(MostWaiting);
    private readonly Queue<object> _buffered = new();
    private SurfaceInlet? _inlet;

    public string Id => id;

    public string Peer => "this process";

    public async Task ConnectAsync(IConductor conductor, CancellationToken cancellationToken) =>
        _inlet = await conductor.ConnectSurfaceAsync(this, cancellationToken).ConfigureAwait(false);

    public async Task<HandshakeAck> ShakeHandsAsync(Handshake handshake, CancellationToken cancellationToken)
    {
        await _inlet!.SayAsync(handshake).ConfigureAwait(false);
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } message)
            if (message is HandshakeAck ack)
                return ack;
        throw new IOException("The conductor is gone.");
    }

    public async ValueTask SendAsync(ClientMessage message, CancellationToken cancellationToken)
    {
        if (_inlet!.IsClosed)
            throw new IOException("The conductor has closed the connection.");
        await _inlet.SayAsync(message).ConfigureAwait(false);
    }

    public async ValueTask<ServerMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } message)
            if (message is ServerMessage one)
                return one;
        return null;
    }

    public ValueTask DisposeAsync()
    {
        _inlet?.Left();
        Close();
        return ValueTask.CompletedTask;
    }

    public bool Write(ConductorMessage message) => Buffer(message);

    public bool Write(ServerMessage message) => Buffer(message);

    public void WriteToken(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text)
    {
        // Version 1 is not spoken in process.
    }

    public void WriteWords(Guid turn, ulong seq, ulong? from, ReadOnlySpan<byte> utf8, bool isThinking)
    {
        var words = Encoding.UTF8.GetString(utf8);
        Buffer(isThinking ? new Thinking(turn, seq, from, words) : new Text(turn, seq, from, words));
    }

    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_buffered.TryDequeue(out var message))
                await _toSurface.Writer.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception gone) when (gone is ChannelClosedException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Close() => _toSurface.Writer.TryComplete();

    private bool Buffer(object message)
    {
        _buffered.Enqueue(message);
        return true;
    }

    private async ValueTask<object?> NextAsync(CancellationToken cancellationToken) =>
        await _toSurface.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _toSurface.Reader.TryRead(out var message) ? message : null;
}
