using Conductor.Core.Conducting;
using Conductor.Core.Tracing;
using Conductor.Server.Http.Native;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Conductor.Server.Telemetry.Export;

/// <summary>
/// Sends traces and metrics to a collector from the host's start to its end. What has not been sent yet goes out at the end. A collector
/// that is away costs nothing but what it misses.
/// </summary>
internal sealed class TelemetryExport(ExportOptions options, IConductor conductor) : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The libraries are loaded only where they are wanted: they would cost each start.
        if (options.Endpoint is { } endpoint)
            Begin(endpoint);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        (_traces, _metrics) = (null, null);
    }

    private void Begin(Uri endpoint)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(options.ServiceName, serviceVersion: StatusReport.Version);
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Sample)))
            .AddSource(TurnTrace.SourceName)
            .AddProcessor(new OwnSpans(conductor.Diary.Source, new OtlpTraceExporter(Configured(endpoint, "v1/traces"))))
            .Build();
        if (!options.Metrics)
            return;
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Conductor.*", "System.Runtime")
            // Another conductor of this process has meters of the same names.
            .AddView(instrument => instrument.Meter.Scope is IConductor other && other != conductor ? MetricStreamConfiguration.Drop : null)
            .AddOtlpExporter(exporter => Configure(exporter, endpoint, "v1/metrics"))
            .Build();
    }

    private OtlpExporterOptions Configured(Uri endpoint, string path)
    {
        var exporter = new OtlpExporterOptions();
        Configure(exporter, endpoint, path);
        return exporter;
    }

    private void Configure(OtlpExporterOptions exporter, Uri endpoint, string path)
    {
        exporter.Protocol = options.Protocol == OtlpProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        // Named in code, an HTTP endpoint is taken as it is, without the path of the signal.
        exporter.Endpoint = options.Protocol == OtlpProtocol.Http ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}") : endpoint;
        if (options.Headers is { } headers)
            exporter.Headers = headers;
    }
}
