using System.IO.Pipelines;
using Conductor.Core.Sessions;
using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.V1.Codec;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Server.Surfaces;

/// <summary>A surface behind a byte stream: messages go out as frames.</summary>
internal sealed class FramedSurfaceConnection(string id, string peer, PipeWriter output, SurfaceDoor door) : IEntryConnection
{
    // A close comes from another thread than the writes. Taken for one message at a time, and by nobody else.
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    public string Id => id;

    public string Peer => peer;

    public ValueTask<SurfaceVisitor?> AdmitAsync(string? token, CancellationToken cancellationToken) => door.AdmitAsync(token, peer, cancellationToken);

    /// <summary>Completes when the session has closed the connection: nothing is written any more.</summary>
    public Task Closed => _closed.Task;

    public bool Write(ConductorMessage message)
    {
        lock (_gate)
            return _isClosed || ConductorMessageCodec.TryWriteFrame(output, message);
    }

    public void WriteToken(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> text)
    {
        lock (_gate)
            if (!_isClosed)
                ConductorMessageCodec.TryWriteTokenFrame(output, messageId, text);
    }

    public bool Write(ServerMessage message)
    {
        lock (_gate)
            return _isClosed || ServerMessageCodec.TryWriteFrame(output, message);
    }

    public void WriteWords(Guid turn, ulong seq, ulong? from, ReadOnlySpan<byte> utf8, bool isThinking)
    {
        lock (_gate)
            if (_isClosed)
                return;
            else if (isThinking)
                ServerMessageCodec.TryWriteThinking(output, turn, seq, from, utf8, framed: true);
            else
                ServerMessageCodec.TryWriteText(output, turn, seq, from, utf8, framed: true);
    }

    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_isClosed)
                return false;
            var flushed = await output.FlushAsync(cancellationToken);
            return !flushed.IsCompleted && !flushed.IsCanceled;
        }
        catch (Exception over) when (over is InvalidOperationException or OperationCanceledException)
        {
            // Closed in this very moment, or let go of because it does not read.
            return false;
        }
    }

    public void Close()
    {
        lock (_gate)
            _isClosed = true;
        _closed.TrySetResult();
    }
}
