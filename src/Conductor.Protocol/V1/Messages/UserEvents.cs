namespace Conductor.Protocol.V1.Messages;

/// <summary>The surface has another size now, in its own units.</summary>
public sealed record Resized(string EventId, uint Width, uint Height) : AcknowledgedEvent(EventId);

/// <summary>A prompt.</summary>
public sealed record UserMessage(string EventId, string Content) : AcknowledgedEvent(EventId);

/// <summary>A command, such as "model", and its arguments.</summary>
public sealed record UserCommand(string EventId, string Command, ValueList<string> Args) : AcknowledgedEvent(EventId);

/// <summary>The person has begun or stopped typing.</summary>
public sealed record UserTyping(bool Typing) : SurfaceEvent;

/// <summary>The person has scrolled, in the surface's own units.</summary>
public sealed record UserScrolled(ScrollDirection Direction, uint Amount) : SurfaceEvent;

/// <summary>The person has clicked on the avatar.</summary>
public sealed record AvatarClicked(string EventId) : AcknowledgedEvent(EventId);

/// <summary>The person has clicked on a task.</summary>
public sealed record TaskClicked(string EventId, string TaskId) : AcknowledgedEvent(EventId);

/// <summary>The person has clicked on a message.</summary>
public sealed record MessageClicked(string EventId, string MessageId) : AcknowledgedEvent(EventId);

/// <summary>The surface has the message.</summary>
public sealed record MessageReceived(string MessageId) : SurfaceEvent;

/// <summary>The surface has drawn the frame with this number.</summary>
public sealed record RenderComplete(ulong Frame) : SurfaceEvent;
