using Conductor.Core.Streams;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions;

/// <summary>
/// Where a carrier puts what its surface says. Takes a bounded number of events that are not handled yet; past that the carrier waits
/// and its socket is not read, so a surface that floods only slows itself. For one caller at a time.
/// </summary>
public sealed class SurfaceInlet
{
    private readonly IActorRef _session;
    private readonly int _limit;
    private readonly AsyncSignal _room = new();
    private int _waiting;
    private volatile bool _closed;

    internal SurfaceInlet(IActorRef session, int limit, int maxFrameBytes) => (_session, _limit, MaxFrameBytes) = (session, limit, maxFrameBytes);

    /// <summary>The session is over: nothing is taken any more.</summary>
    public bool IsClosed => _closed;

    /// <summary>Hands an event to the session, as soon as there is room.</summary>
    public ValueTask SayAsync(SurfaceEvent @event) => EnterAsync(new SurfaceSaid(@event, this));

    /// <summary>The version that the surface speaks: 1 until its handshake has settled on another.</summary>
    public uint Version { get; internal set; } = 1;

    /// <summary>The longest frame that is taken now, in bytes: version 1 has its own, far above what others need.</summary>
    public int MaxFrameBytes { get; internal set; }

    /// <summary>Hands a message of version 2 to the session, as soon as there is room.</summary>
    public ValueTask SayAsync(ClientMessage message) => EnterAsync(new SurfaceAsked(message, this));

    /// <summary>Tells the session that a frame was not the protocol.</summary>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="canGoOn">The frames after it can be trusted; if not, the session ends.</param>
    /// <param name="code">The same as the problem, for programs.</param>
    public ValueTask GarbledAsync(string problem, bool canGoOn, ErrorCode code = ErrorCode.MessageInvalid) =>
        EnterAsync(new SurfaceGarbled(problem, canGoOn, this, code));

    /// <summary>Tells the session that the surface is gone. Safe to call more than once.</summary>
    public void Left() => _session.Tell(new SurfaceLeft(), ActorRefs.NoSender);

    internal void Handled()
    {
        Interlocked.Decrement(ref _waiting);
        _room.Set();
    }

    internal void Close()
    {
        _closed = true;
        _room.Set();
    }

    private async ValueTask EnterAsync(object message)
    {
        while (Volatile.Read(ref _waiting) >= _limit && !_closed)
            await _room.WaitAsync().ConfigureAwait(false);
        Interlocked.Increment(ref _waiting);
        _session.Tell(message, ActorRefs.NoSender);
    }
}
