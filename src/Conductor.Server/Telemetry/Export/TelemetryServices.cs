using Conductor.Core.Conducting;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Telemetry.Export;

/// <summary>Puts the sending of traces and metrics into a host.</summary>
public static class TelemetryServices
{
    /// <summary>
    /// Sends a conductor's traces and metrics as the options say. For a host that has no OpenTelemetry of its own; one that has adds the
    /// source and the meter named <c>Conductor</c> to it instead.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where to.</param>
    public static IServiceCollection AddConductorTelemetry(this IServiceCollection services, ExportOptions options) =>
        options.Endpoint is null ? services : services.AddHostedService(provider => new TelemetryExport(options, provider.GetRequiredService<IConductor>()));
}
