using Conductor.Core.Sessions.Version2;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Core.Sessions;

/// <summary>How fast a surface of version 1 may speak: what is work for others is slowed down first, and then refused, as in version 2.</summary>
internal sealed partial class SessionActor
{
    private readonly Queue<SurfaceSaid> _delayed = [];
    private TimeSpan _lastWait;

    private void OnSaid(SurfaceSaid said)
    {
        _heartbeat.Heard();
        var wait = IsWork(said.Event) ? _bucket.Take(MessageBucket.Patience) : _delayed.Count > 0 ? _lastWait : TimeSpan.Zero;
        if (wait > MessageBucket.Patience)
            Refuse(said);
        else if (wait > TimeSpan.Zero || _delayed.Count > 0)
            Delay(said, wait);
        else
            Handle(said);
    }

    // Until it is due it counts as not handled: a surface that goes on like this is read no faster than it may speak.
    private void Delay(SurfaceSaid said, TimeSpan wait)
    {
        _lastWait = wait;
        _delayed.Enqueue(said);
        Context.System.Scheduler.ScheduleTellOnce(wait, Self, OrderDue.Instance, ActorRefs.NoSender);
    }

    private void OnOrderDue()
    {
        if (_delayed.TryDequeue(out var said))
            Handle(said);
    }

    private void Refuse(SurfaceSaid said)
    {
        if (said.Event is AcknowledgedEvent { EventId: var id })
            Deliver(new Ack(id));
        Warn($"More than {_options.MessagesPerSecond} messages per second. This one was not taken: say it again in a moment.");
        said.Inlet.Handled();
    }

    private void Handle(SurfaceSaid said)
    {
        OnEvent(said.Event);
        said.Inlet.Handled();
    }

    // What a screen reports of itself comes as often as it is drawn, and costs next to nothing.
    private static bool IsWork(SurfaceEvent said) =>
        said is UserMessage or UserCommand or FocusConversation or FocusNextConversation or FocusPrevConversation or RequestSummary;
}
