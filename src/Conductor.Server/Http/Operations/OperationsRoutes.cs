using Conductor.Core.Conducting;
using Conductor.Server.Http.Page;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Conductor.Server.Telemetry.Metrics;
using Microsoft.Extensions.Hosting;

namespace Conductor.Server.Http.Operations;

/// <summary>The routes that machines ask: health and metrics; the door for surfaces over WebSockets, and the page that is one.</summary>
internal sealed class OperationsRoutes : IDisposable
{
    private readonly MetricsReport _metrics;

    public OperationsRoutes(IConductor conductor, IHostApplicationLifetime lifetime, WebSocketCarrier surfaces)
    {
        _metrics = new MetricsReport(conductor);
        var health = new HealthReport(conductor, lifetime.ApplicationStopping);
        All =
        [
            Route.Get("/health/live", HealthReport.LiveAsync) with { Needs = KeyScopes.None },
            Route.Get("/health/ready", health.ReadyAsync) with { Needs = KeyScopes.None },
            Route.Get("/metrics", _metrics.WriteAsync),
            // The token comes in the handshake: a page cannot send a header with it.
            Route.Get(WebSocketCarrier.Path, surfaces.ServeAsync) with { Needs = KeyScopes.None },
            ChatPage.Route,
        ];
    }

    /// <summary>The routes.</summary>
    public IReadOnlyList<Route> All { get; }

    public void Dispose() => _metrics.Dispose();
}
