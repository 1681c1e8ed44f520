using Conductor.Core.Conducting;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Telemetry.Metrics;

/// <summary>Serves <c>/metrics</c>: everything that a conductor measures, for Prometheus and what reads its format.</summary>
internal sealed class MetricsReport(IConductor conductor) : IDisposable
{
    private readonly MetricsCollector _collector = new(conductor);

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(PrometheusText.Write(_collector.Collect()), context.RequestAborted);
    }

    public void Dispose() => _collector.Dispose();
}
