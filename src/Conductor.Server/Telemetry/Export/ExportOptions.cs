namespace Conductor.Server.Telemetry.Export;

/// <summary>How traces and metrics are sent out.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC; collectors mostly take it at port 4317.</summary>
    Grpc,

    /// <summary>Protocol buffers over HTTP; collectors mostly take it at port 4318.</summary>
    Http,
}

/// <summary>Where traces and metrics are sent, by OpenTelemetry's protocol (OTLP). Immutable.</summary>
public sealed record ExportOptions
{
    /// <summary>Nothing is sent.</summary>
    public static ExportOptions Off { get; } = new();

    /// <summary>The collector; null: nothing is sent, and tracing costs nothing.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How the collector is spoken to.</summary>
    /// <value>Default <see cref="OtlpProtocol.Grpc"/>.</value>
    public OtlpProtocol Protocol { get; init; }

    /// <summary>Headers that go with every request to it, as <c>NAME=VALUE,NAME=VALUE</c>; null for none. May hold secrets.</summary>
    public string? Headers { get; init; }

    /// <summary>Traces that are begun here and sent, as a share of all. A trace that a caller has begun is sent if the caller says so.</summary>
    /// <value>Default 1; from 0 to 1.</value>
    public double Sample { get; init; } = 1;

    /// <summary>Under which name they are sent.</summary>
    /// <value>Default <c>conductor</c>.</value>
    public string ServiceName { get; init; } = "conductor";

    /// <summary>Metrics are sent too.</summary>
    /// <value>Default true.</value>
    public bool Metrics { get; init; } = true;
}
