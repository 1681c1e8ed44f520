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

    /// <summary>The longest frame that is taken from a surface of version 2, in bytes.</summary>
    /// <value>Default 1 MiB.</value>
    public int MaxFrameBytes { get; init; } = 1024 * 1024;

    /// <summary>The longest prompt of version 2, in bytes of UTF-8.</summary>
    /// <value>Default 256 KiB.</value>
    public int MaxPromptBytes { get; init; } = 256 * 1024;

    /// <summary>Conversations that one surface may follow; one more is refused.</summary>
    /// <value>Default 16.</value>
    public int MaxSubscriptions { get; init; } = 16;

    /// <summary>Credit that a surface may have open; more counts as this.</summary>
    /// <value>Default 65,536.</value>
    public int MaxCredit { get; init; } = 65_536;

    /// <summary>Orders that a surface may give per second in the long run; one more is refused, and told when it may.</summary>
    /// <value>Default 100.</value>
    public int MessagesPerSecond { get; init; } = 100;

    /// <summary>Orders that it may give at once.</summary>
    /// <value>Default 50.</value>
    public int Burst { get; init; } = 50;

    /// <summary>Silence of a surface of version 2 after which it is asked whether it is there.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Questions without an answer; one more interval of silence ends the session.</summary>
    /// <value>Default 3.</value>
    public int MissedPings { get; init; } = 3;

    /// <summary>After how long surfaces are told to come back when the conductor goes away.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan ReconnectAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the entries of an answer that has ended can be resumed, as surfaces are told.</summary>
    /// <value>Default 10 min.</value>
    public TimeSpan Retain { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Messages of the past that a surface of version 2 is shown when it begins to follow a conversation.</summary>
    /// <value>Default 50.</value>
    public int SnapshotMessages { get; init; } = 50;

    /// <summary>Longest wait for the handshake.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages of the past that a surface is shown when it comes.</summary>
    /// <value>Default 20.</value>
    public int SnapshotLength { get; init; } = 20;
}
