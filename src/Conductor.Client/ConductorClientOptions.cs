using System.Net.Security;
using Conductor.Protocol.Frames;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Client;

/// <summary>What a surface says of itself, and how patient it is. The defaults fit a program that nobody looks at.</summary>
public sealed record ConductorClientOptions
{
    /// <summary>The token, where the conductor wants one.</summary>
    public string? Token { get; init; }

    /// <summary>What the surface is.</summary>
    public SurfaceType Surface { get; init; } = SurfaceType.Of(SurfaceKind.Headless);

    /// <summary>What it can show and take.</summary>
    public SurfaceCapabilities Capabilities { get; init; } = SurfaceCapabilities.Headless;

    /// <summary>Name and version of the program, for the conductor's logs and lists.</summary>
    public string Program { get; init; } = $"Conductor.Client {typeof(ConductorClientOptions).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>In what portions answers come; piece by piece unless said otherwise.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>Longest wait for a connection, its handshake included.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a lost connection is made anew. When it is not, the loops over answers end with the failure.</summary>
    /// <value>Default true.</value>
    public bool Reconnect { get; init; } = true;

    /// <summary>Longest wait before the first try to connect anew; each failed one doubles it, and the wait itself is drawn between a half and all of it.</summary>
    /// <value>Default 100 ms.</value>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the doubling ends.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a lost connection is tried for. After that everything that waits ends with the failure.</summary>
    /// <value>Default 2 min; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</value>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Silence after which the conductor is asked whether it is there; after three such questions without any answer the connection counts as lost.</summary>
    /// <value>Default 15 s.</value>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest message that is taken from the conductor, in bytes. A longer one breaks the connection.</summary>
    /// <value>Default 10 MiB.</value>
    public int MaxFrameBytes { get; init; } = FrameCodec.DefaultMaxPayload;

    /// <summary>
    /// How much of one answer is kept for its readers, in bytes. An answer that grows past it ends its loops as
    /// <see cref="Protocol.Errors.ErrorCode.SurfaceTooSlow"/>; it goes on at the conductor.
    /// </summary>
    /// <value>Default 64 MiB.</value>
    public long MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Orders that may be without an answer at once; one more is refused as <see cref="Protocol.Errors.ErrorCode.Unavailable"/>.</summary>
    /// <value>Default 1,000.</value>
    public int MaxOpenOrders { get; init; } = 1_000;

    /// <summary>A last word on TLS, for <c>tls:</c> and <c>wss:</c>: a certificate of this side, an authority of one's own. Null for the system's rules.</summary>
    public Action<SslClientAuthenticationOptions>? Tls { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The token shows only that it is there: records are printed into logs.</summary>
    public override string ToString() => $"{Program}, token {(Token is null ? "none" : "***")}";
}
