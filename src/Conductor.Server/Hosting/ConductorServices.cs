using Conductor.Core.Conducting;
using Conductor.Server.Http;
using Conductor.Server.Http.Operations;
using Conductor.Server.Surfaces;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Hosting;

/// <summary>Puts a conductor into a host.</summary>
public static class ConductorServices
{
    /// <summary>
    /// Adds one conductor, an <see cref="IConductor"/> that starts with the host and drains when the host stops: it then takes no
    /// more turns, lets those that run end for <see cref="ConductorPlan.DrainTimeout"/>, and ends the rest as shutting down.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="plan">How it is set up; asked once, at the start.</param>
    /// <param name="http">The bounds of its HTTP front doors; the defaults where null.</param>
    public static IServiceCollection AddConductor(this IServiceCollection services, Func<IServiceProvider, ConductorPlan> plan, HttpOptions? http = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(http ?? new HttpOptions());
        services.AddSingleton<IConductor>(provider =>
            new LocalConductor(plan(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<OperationsRoutes>();
        services.AddSingleton(provider => new FrontDoors(
            provider.GetRequiredService<IConductor>(),
            provider.GetRequiredService<HttpOptions>(),
            provider.GetRequiredService<OperationsRoutes>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SurfaceSockets>();
        services.AddSingleton<SurfaceCarrier>();
        services.AddSingleton<WebSocketCarrier>();
        services.AddHostedService<ConductorService>();
        services.Configure<SocketTransportOptions>(options =>
        {
            // A burst of callers that come at once must not be turned away by the kernel.
            options.Backlog = 4096;
            options.CreateBoundListenSocket = BoundSockets.Around(options.CreateBoundListenSocket);
        });
        return services;
    }
}
