namespace Conductor.Protocol.V1.Messages;

/// <summary>What a surface says to Conductor in version 1: 23 variants, each a sealed record of this namespace named as on the wire.</summary>
public abstract record SurfaceEvent
{
    private protected SurfaceEvent()
    {
    }
}

/// <summary>An event that Conductor answers with <see cref="Ack"/>: all but five.</summary>
/// <param name="EventId">The surface's own id of the event, such as "evt_7".</param>
public abstract record AcknowledgedEvent(string EventId) : SurfaceEvent;
