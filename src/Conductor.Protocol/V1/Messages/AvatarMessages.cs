using Conductor.Protocol.Avatar;

namespace Conductor.Protocol.V1.Messages;

/// <summary>Go there.</summary>
public sealed record AvatarMoveTo(Position Position) : ConductorMessage;

/// <summary>Look like this.</summary>
public sealed record AvatarMood(Mood Mood) : ConductorMessage;

/// <summary>Be this large.</summary>
public sealed record AvatarSize(AvatarScale Size) : ConductorMessage;

/// <summary>Move like this for so many milliseconds; 0 is the gesture's own time.</summary>
public sealed record AvatarGesture(Gesture Gesture, uint DurationMs) : ConductorMessage;

/// <summary>Show this feeling for so many milliseconds; 0 is the reaction's own time.</summary>
public sealed record AvatarReact(Reaction Reaction, uint DurationMs) : ConductorMessage;

/// <summary>Be seen, or not.</summary>
public sealed record AvatarVisibility(bool Visible) : ConductorMessage;

/// <summary>Wander about, or stay.</summary>
public sealed record AvatarWander(bool Enabled) : ConductorMessage;

/// <summary>Point at a place, in percent of width and height.</summary>
public sealed record AvatarPointAt(byte XPercent, byte YPercent) : ConductorMessage;
