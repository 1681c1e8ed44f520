using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2;
using Error = Conductor.Protocol.V2.Messages.Error;

namespace Conductor.Core.Sessions;

/// <summary>Who a surface is, and whether it may come in: nothing is served before that is settled.</summary>
internal sealed partial class SessionActor
{
    private void Introducing()
    {
        Receive<ConnectSurface>(_ => Sender.Tell(_inlet));
        Receive<SurfaceSaid>(said => said.Event is Handshake or Connected, OnIntroduction);
        Receive<SurfaceSaid>(OnTooEarly);
        OnAnyPhase();
    }

    // What comes meanwhile waits: whose it is decides whether it is served.
    private void Admitting()
    {
        Receive<SurfaceAdmitted>(OnAdmitted);
        OnAnyPhase();
        ReceiveAny(_ => Stash.Stash());
    }

    private void OnIntroduction(SurfaceSaid said)
    {
        Become(Admitting);
        _ = _connection.AdmitAsync((said.Event as Handshake)?.AuthToken, _stopping.Token).AsTask()
            .PipeTo(Self, success: visitor => new SurfaceAdmitted(said, visitor));
    }

    private void OnAdmitted(SurfaceAdmitted admitted)
    {
        var said = admitted.Said;
        if (admitted.Visitor is not { } visitor)
        {
            said.Inlet.Handled();
            OnStranger(said.Event);
            return;
        }
        _caller = visitor.Name;
        if (said.Event is Handshake)
            OnHandshake(said);
        else
            OnConnected(said);
    }

    private void OnStranger(SurfaceEvent introduction)
    {
        const string Reason = "The token is missing or wrong. Ask this conductor's operator for one (conductor token add NAME).";
        _logger.SurfaceRefused(_connection.Peer);
        if (introduction is Handshake handshake)
        {
            Deliver(new HandshakeAck(false, _connection.Id, Reason, ProtocolVersions.Newest));
            Post(ProtocolVersions.Choose(handshake) == 1 ? new Deliver(new Ack(handshake.EventId)) : new DeliverError(Error.Of(ErrorCode.Unauthenticated, Reason)));
            _outlet.Finish();
        }
        else
            Refuse(ErrorCode.Unauthenticated, Reason);
    }

    private void OnOverdue()
    {
        if (_caller.Length == 0)
            Refuse(ErrorCode.HandshakeTimeout, $"No handshake came within {_options.HandshakeTimeout.TotalSeconds:0} s.");
    }

    private void OnHandshake(SurfaceSaid said)
    {
        var handshake = (Handshake)said.Event;
        var newest = _connection is IEntryConnection ? ProtocolVersions.Newest : ProtocolVersions.Oldest;
        var version = ProtocolVersions.Choose(handshake) is { } chosen && chosen <= newest ? chosen : handshake.MinProtocolVersion <= newest ? newest : 0;
        if (version == 2)
            said.Inlet.Version = 2;
        said.Inlet.Handled();
        if (version == 2)
        {
            BeginSecond(handshake);
            return;
        }
        if (version != 1)
        {
            var reason = $"Protocol version {handshake.ProtocolVersion} is not spoken here; version {newest} is.";
            Deliver(new HandshakeAck(false, _connection.Id, reason, newest));
            Deliver(new Ack(handshake.EventId));
            _outlet.Finish();
            return;
        }
        Introduce(handshake.SurfaceType, handshake.Client, (int)version);
        _outlet.Surface = handshake.Capabilities;
        Deliver(new HandshakeAck(true, _connection.Id, null, 1));
        Deliver(new Ack(handshake.EventId));
        _greeting.WithSnapshot = true;
        Attach();
    }

    private void OnConnected(SurfaceSaid said)
    {
        var connected = (Connected)said.Event;
        said.Inlet.Handled();
        Introduce(connected.SurfaceType, program: null, version: 1);
        _outlet.Surface = connected.Capabilities;
        Deliver(new Ack(connected.EventId));
        Attach();
    }

    private void OnTooEarly(SurfaceSaid said)
    {
        said.Inlet.Handled();
        Warn("Nothing is served before a handshake. Send Handshake or Connected first.");
    }

    private void Refuse(ErrorCode code, string reason)
    {
        Post(new TurnAway(code, reason));
        _outlet.Finish();
    }
}
