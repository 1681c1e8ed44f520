using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>A surface that has agreed on version 2.</summary>
internal sealed partial class SessionActor
{
    private void BeginSecond(Handshake handshake)
    {
        Introduce(handshake.SurfaceType, handshake.Client, version: 2);
        var outlet = new EntryOutlet((IEntryConnection)_connection, _options.OutboxLimit, _time) { Surface = handshake.Capabilities };
        Deliver(new HandshakeAck(true, _connection.Id, null, 2));
        Post(new HandOver(outlet));
        var around = new EntrySurroundings(Self, _conversations, Context.Parent, _around.Fleet, _around.Shelf, _options, _time, Context.System.Scheduler);
        var session = new EntrySession(_connection.Id, _caller, outlet, around, () => Self.Tell(new SurfaceLeft(), ActorRefs.NoSender));
        session.Welcome();
        _handshakeDue?.Cancel();
        BeginPings();
        if (_leaving is { } leave)
            session.Take(leave, Self);
        Become(() => ServingSecond(session));
    }

    private void ServingSecond(EntrySession session)
    {
        Receive<SurfaceLeft>(_ => Context.Stop(Self));
        Receive<OutletEnded>(_ => Context.Stop(Self));
        Receive<Status.Failure>(_ => Context.Stop(Self));
        ReceiveAny(message => session.Take(message, Sender));
    }
}
