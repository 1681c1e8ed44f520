using Conductor.Core.Conversations;
using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Conductor.Core.Sessions;

/// <summary>Parent of the sessions, one per connected surface, and of the turns that surfaces ask for outside of conversations. A session that fails ends alone.</summary>
internal sealed class SurfacesActor : ReceiveActor
{
    private readonly SessionSurroundings _around;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OneTurnDesk _turns;
    private readonly OrderedDictionary<string, ConnectedSurface> _introduced = [];
    private int _count;
    private LeaveSoon? _leaving;

    public SurfacesActor(SessionSurroundings around, TimeProvider time, ILoggerFactory loggers)
    {
        (_around, _time, _logger) = (around, time, loggers.CreateLogger<SurfacesActor>());
        _turns = new OneTurnDesk(around.Shelf, time);
        Receive<ConnectSurface>(OnConnect);
        Receive<SurfaceIntroduced>(introduced => _introduced[introduced.Surface.Id] = introduced.Surface);
        Receive<ListSurfaces>(_ => Sender.Tell(new SurfaceList([.. _introduced.Values])));
        Receive<SessionEnded>(OnEnded);
        Receive<AskOnce>(OnAskOnce);
        Receive<StopOnce>(stop => _turns.Stop(stop, Sender));
        Receive<TurnStarted>(OnTurnStarted);
        Receive<LeaveSoon>(OnLeaveSoon);
        Receive<OneTurnEnded>(ended => _turns.Ended(ended.Turn));
    }

    // A session's past is in its surface; what is left of it after a bug cannot be trusted.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnConnect(ConnectSurface order)
    {
        var most = _around.Options.MaxSurfaces;
        if (_count >= most)
        {
            _logger.TooManySurfaces(order.Connection.Peer, most);
            Sender.Tell(new Status.Failure(new InvalidOperationException($"{most} surfaces are connected already.")));
            return;
        }
        _count++;
        var session = Context.ActorOf(Props.Create(() => new SessionActor(order.Connection, _around, _time, _logger)), order.Connection.Id);
        Context.WatchWith(session, new SessionEnded(order.Connection.Id));
        session.Forward(order);
        if (_leaving is { } leave)
            session.Tell(leave, ActorRefs.NoSender);
    }

    private void OnLeaveSoon(LeaveSoon leave)
    {
        _leaving = leave;
        foreach (var session in Context.GetChildren())
            session.Tell(leave, ActorRefs.NoSender);
    }

    private void OnAskOnce(AskOnce ask)
    {
        if (_turns.Begin(ask, Sender) is { } turn)
            _around.Conversations.Tell(turn, Self);
    }

    private void OnTurnStarted(TurnStarted started)
    {
        _turns.Started(started);
        if (started.Log.Ending is null)
            Context.WatchWith(started.Conversation, new OneTurnEnded(started.Turn));
        else
            _turns.Ended(started.Turn);
    }

    private void OnEnded(SessionEnded ended)
    {
        _count--;
        _introduced.Remove(ended.Connection);
        _logger.SurfaceLeft(ended.Connection);
    }

    private sealed record SessionEnded(string Connection);

    private sealed record OneTurnEnded(TurnId Turn);
}
