using Microsoft.Extensions.Logging;

namespace Conductor.Core.Sessions;

/// <summary>Parent of the sessions, one per connected surface. A session that fails ends alone.</summary>
internal sealed class SurfacesActor : ReceiveActor
{
    private readonly IActorRef _conversations;
    private readonly SurfaceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _count;

    public SurfacesActor(IActorRef conversations, SurfaceOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (_conversations, _options, _time, _logger) = (conversations, options, time, loggers.CreateLogger<SurfacesActor>());
        Receive<ConnectSurface>(OnConnect);
        Receive<SessionEnded>(OnEnded);
    }

    // A session's past is in its surface; what is left of it after a bug cannot be trusted.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnConnect(ConnectSurface order)
    {
        if (_count >= _options.MaxSurfaces)
        {
            _logger.TooManySurfaces(order.Connection.Peer, _options.MaxSurfaces);
            Sender.Tell(new Status.Failure(new InvalidOperationException($"{_options.MaxSurfaces} surfaces are connected already.")));
            return;
        }
        _count++;
        var session = Context.ActorOf(Props.Create(() => new SessionActor(order.Connection, _options, _conversations, _time, _logger)), order.Connection.Id);
        Context.WatchWith(session, new SessionEnded(order.Connection.Id));
        session.Forward(order);
    }

    private void OnEnded(SessionEnded ended)
    {
        _count--;
        _logger.SurfaceLeft(ended.Connection);
    }

    private sealed record SessionEnded(string Connection);
}
