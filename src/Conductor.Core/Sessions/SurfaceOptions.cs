namespace Conductor.Core.Sessions;

/// <summary>The bounds of one surface.</summary>
public sealed record SurfaceOptions
{
    /// <summary>Events of one surface that wait to be handled; past that its socket is not read.</summary>
    /// <value>Default 64.</value>
    public int InboxLimit { get; init; } = 64;

    /// <summary>Messages other than tokens that wait for one surface; one more ends its session, as it does not read.</summary>
    /// <value>Default 1,024.</value>
    public int OutboxLimit { get; init; } = 1024;

    /// <summary>The longest message of a person, in characters.</summary>
    /// <value>Default 102,400.</value>
    public int MaxMessageLength { get; init; } = 102_400;

    /// <summary>Surfaces at a time; one more is turned away.</summary>
    /// <value>Default 4,096.</value>
    public int MaxSurfaces { get; init; } = 4096;

    /// <summary>Longest wait for the handshake.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages of the past that a surface is shown when it comes.</summary>
    /// <value>Default 20.</value>
    public int SnapshotLength { get; init; } = 20;
}
