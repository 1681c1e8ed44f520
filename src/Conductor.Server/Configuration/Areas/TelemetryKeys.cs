using Conductor.Hocon.Typing;
using Conductor.Server.Telemetry.Export;

namespace Conductor.Server.Configuration.Areas;

/// <summary>The keys below <c>conductor.telemetry</c>.</summary>
internal static class TelemetryKeys
{
    private static readonly HoconType<string> Endpoint = HoconTypes.Text.Where(
        "off, or a URL such as \"http://127.0.0.1:4317\"",
        text => text is "off" or "" || (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)));

    private static readonly HoconType<string> Protocol = HoconTypes.Text.Where("one of grpc, http", text => text is "grpc" or "http");

    private static readonly HoconType<double> Share = HoconTypes.Double.Where("a number from 0 to 1", share => share is >= 0 and <= 1);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("telemetry.endpoint", Endpoint, (all, value) => With(all, all.Export with { Endpoint = value is "off" or "" ? null : new Uri(value) })),
        Setting.Of("telemetry.protocol", Protocol, (all, value) => With(all, all.Export with { Protocol = value == "http" ? OtlpProtocol.Http : OtlpProtocol.Grpc })),
        Setting.Secret("telemetry.headers", (all, value) => With(all, all.Export with { Headers = value })),
        Setting.Of("telemetry.sample", Share, (all, value) => With(all, all.Export with { Sample = value })),
        Setting.Of("telemetry.service-name", HoconTypes.Text, (all, value) => With(all, all.Export with { ServiceName = value })),
        Setting.Of("telemetry.metrics", HoconTypes.Boolean, (all, value) => With(all, all.Export with { Metrics = value })),
    ];

    private static ConductorSettings With(ConductorSettings all, ExportOptions export) => all with { Export = export };
}
