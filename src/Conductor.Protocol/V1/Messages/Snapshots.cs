using Conductor.Protocol.Avatar;

namespace Conductor.Protocol.V1.Messages;

/// <summary>An earlier message; the time is in milliseconds since 1970-01-01 UTC.</summary>
public sealed record SnapshotMessage(string Id, Role Role, string Content, ContentType ContentType, ulong Timestamp);

/// <summary>The avatar as it stands.</summary>
public sealed record AvatarSnapshot
{
    /// <summary>Where it is.</summary>
    public Position Position { get; init; } = Position.Start;

    /// <summary>Its mood.</summary>
    public Mood Mood { get; init; } = Mood.Happy;

    /// <summary>Its size.</summary>
    public AvatarScale Size { get; init; } = AvatarScale.Medium;

    /// <summary>Whether it is seen.</summary>
    public bool Visible { get; init; } = true;

    /// <summary>Whether it wanders.</summary>
    public bool Wandering { get; init; } = true;

    /// <summary>What it does just now.</summary>
    public Gesture? CurrentGesture { get; init; }

    /// <summary>What it shows just now.</summary>
    public Reaction? CurrentReaction { get; init; }
}

/// <summary>The session as it stands; created at so many milliseconds since 1970-01-01 UTC.</summary>
public sealed record SessionSnapshot(string SessionId, string Model, bool Ready, ConductorState State, ulong CreatedAt, uint MessageCount);
