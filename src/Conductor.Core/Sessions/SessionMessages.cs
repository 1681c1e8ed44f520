using Conductor.Core.Sessions.Version2;
using Conductor.Core.Streams;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Sessions;

/// <summary>Order to serve a surface. Answered with the <see cref="SurfaceInlet"/> that takes its events.</summary>
/// <param name="Connection">The way to it. The session closes it.</param>
public sealed record ConnectSurface(ISurfaceConnection Connection);

/// <summary>A surface said something.</summary>
internal sealed record SurfaceSaid(SurfaceEvent Event, SurfaceInlet Inlet);

/// <summary>A surface of version 2 said something.</summary>
internal sealed record SurfaceAsked(ClientMessage Message, SurfaceInlet Inlet);

/// <summary>It is time to see whether the surface is still there.</summary>
internal sealed record PingDue
{
    public static PingDue Instance { get; } = new();
}

/// <summary>An order of a surface that had to wait is due.</summary>
internal sealed record OrderDue
{
    public static OrderDue Instance { get; } = new();
}

/// <summary>News for sessions: the conductor is going away. Surfaces are told when to come back; nothing is closed yet.</summary>
/// <param name="Reason">Why, in words.</param>
internal sealed record LeaveSoon(string Reason);

/// <summary>A surface sent something that is not the protocol.</summary>
/// <param name="Problem">What is wrong with it, in words.</param>
/// <param name="CanGoOn">The frames after it can be trusted.</param>
/// <param name="Inlet">Where it came in.</param>
/// <param name="Code">The same, for programs.</param>
internal sealed record SurfaceGarbled(string Problem, bool CanGoOn, SurfaceInlet Inlet, ErrorCode Code = ErrorCode.MessageInvalid);

/// <summary>A surface is gone.</summary>
internal sealed record SurfaceLeft;

/// <summary>Order to an outlet: send this message.</summary>
/// <param name="Message">The message.</param>
internal sealed record Deliver(ConductorMessage Message) : OutletOrder;

/// <summary>Order to an outlet: turn the surface away in the words of both versions.</summary>
internal sealed record TurnAway(ErrorCode Code, string Reason) : OutletOrder;

/// <summary>Order to an outlet: say this error to a surface that was refused in its handshake, and speaks version 2.</summary>
internal sealed record DeliverError(Error Error) : OutletOrder;

/// <summary>Order to an outlet: show this answer, from its first entry to its end.</summary>
/// <param name="MessageId">The answer's name on the wire.</param>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Log">The answer.</param>
/// <param name="Behind">Its conversation where that is not the one in front; null where it is.</param>
internal sealed record Follow(string MessageId, string Model, ResponseLog Log, Guid? Behind = null) : OutletOrder;

/// <summary>Order to an outlet: show no more of this conversation's answers so far; null for the one in front.</summary>
internal sealed record DropAnswers(Guid? Behind) : OutletOrder;

/// <summary>Order to an outlet: one conversation comes to the front, and another is not there any more. Its answers go on where they are.</summary>
internal sealed record ChangeFront(Guid From, Guid To) : OutletOrder;

/// <summary>What an outlet is told to do. Orders are followed in their order; an answer is followed to its end before the next one.</summary>
internal abstract record OutletOrder;

/// <summary>Order to an outlet: this one writes from here on, in the words of version 2.</summary>
internal sealed record HandOver(EntryOutlet Next) : OutletOrder;
