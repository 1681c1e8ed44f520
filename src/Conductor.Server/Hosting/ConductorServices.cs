using Conductor.Core.Conducting;
using Conductor.Server.Configuration;
using Conductor.Server.Configuration.Reloading;
using Conductor.Server.Http;
using Conductor.Server.Http.Entrance;
using Conductor.Server.Http.Operations;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Conductor.Server.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Conductor.Server.Hosting;

/// <summary>Puts a conductor into a host.</summary>
public static class ConductorServices
{
    /// <summary>
    /// Adds one conductor as the host's configuration says: its section <c>conductor</c>, with the keys of <c>reference.conf</c> in any
    /// spelling of their words (<c>Conductor:Timeouts:FirstToken</c> in appsettings.json). Without any host there, <c>OLLAMA_HOST</c> or
    /// the Ollama of this machine is used. Mistakes stop the host's start, all at once, as a <see cref="SettingsException"/>. When the
    /// configuration changes later, it is applied as a changed file is: all of it or, with a mistake, nothing, and no running answer is cut.
    /// What is set up once waits for the next start.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration, or the section itself.</param>
    /// <param name="build">What is added in code.</param>
    public static IServiceCollection AddConductor(this IServiceCollection services, IConfiguration configuration, Action<ConductorBuilder>? build = null)
    {
        var builder = new ConductorBuilder();
        build?.Invoke(builder);
        AddIdentity(services, builder);
        services.AddSingleton(new HostedSettings(configuration, builder));
        Add(
            services,
            provider => builder.Plan(Settings(provider), provider, provider.GetRequiredService<TimeProvider>()),
            provider => Settings(provider).Http,
            provider => Settings(provider).Keys);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ConfigurationFollower>(provider, configuration));
        return services.AddHostedService(provider => provider.GetRequiredService<ConfigurationFollower>());

        static ConductorSettings Settings(IServiceProvider provider) => provider.GetRequiredService<HostedSettings>().Started.Settings;
    }

    /// <summary>
    /// Adds one conductor as settings that were read say, and follows the configuration from then on: changes of the file are applied
    /// without a gap in running answers, mistakes change nothing. See <see cref="SettingsFollower"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">What was read.</param>
    /// <param name="request">What it was read from.</param>
    public static IServiceCollection AddConductor(this IServiceCollection services, LoadedSettings settings, SettingsRequest request)
    {
        services.AddConductor(
            (IServiceProvider provider) => PlanFactory.Create(settings.Settings, provider.GetRequiredService<TimeProvider>()), settings.Settings.Http, settings.Settings.Keys);
        services.AddSingleton(provider => new SettingsFollower(
            request,
            settings,
            provider.GetRequiredService<IConductor>(),
            provider.GetRequiredService<ConfigurationState>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SettingsFollower>>()));
        return services.AddHostedService(provider => provider.GetRequiredService<SettingsFollower>());
    }

    /// <summary>Adds one conductor that is set up in code alone.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="build">Names the hosts, and whatever else.</param>
    public static IServiceCollection AddConductor(this IServiceCollection services, Action<ConductorBuilder> build)
    {
        var builder = new ConductorBuilder();
        build(builder);
        AddIdentity(services, builder);
        return services.AddConductor((IServiceProvider provider) =>
            builder.Plan(builder.Apply(new ConductorSettings()), provider, provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>
    /// Adds one conductor, an <see cref="IConductor"/> that starts with the host and drains when the host stops: it then takes no
    /// more turns, lets those that run end for <see cref="ConductorPlan.DrainTimeout"/>, and ends the rest as shutting down. Should it
    /// end by itself, the host stops.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="plan">How it is set up; asked once, at the start.</param>
    /// <param name="http">The bounds of its HTTP front doors; the defaults where null.</param>
    /// <param name="keys">
    /// Who may use them; where null, callers need a key as soon as <c>ListenConductor</c> opens an address
    /// that others than this machine can reach.
    /// </param>
    public static IServiceCollection AddConductor(
        this IServiceCollection services, Func<IServiceProvider, ConductorPlan> plan, HttpOptions? http = null, KeyOptions? keys = null) =>
        Add(services, plan, _ => http ?? new HttpOptions(), _ => keys ?? new KeyOptions());

    private static IServiceCollection Add(
        IServiceCollection services, Func<IServiceProvider, ConductorPlan> plan, Func<IServiceProvider, HttpOptions> http, Func<IServiceProvider, KeyOptions> keys)
    {
        if (services.Any(service => service.ServiceType == typeof(IConductor)))
            throw new InvalidOperationException("This host has a conductor already. Two in one process do not meet, and each has a host of its own.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(http);
        services.AddSingleton(keys);
        services.AddSingleton<IConductor>(provider =>
            new LocalConductor(plan(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ConfigurationState>();
        services.AddSingleton<RecentErrors>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<RecentErrors>());
        services.AddSingleton<OperationsRoutes>();
        services.AddSingleton(provider => new FrontDoors(
            provider.GetRequiredService<IConductor>(),
            provider.GetRequiredService<HttpOptions>(),
            provider.GetRequiredService<OperationsRoutes>(),
            provider.GetRequiredService<Doorkeeper>(),
            provider.GetRequiredService<ConfigurationState>(),
            provider.GetRequiredService<RecentErrors>(),
            new TurnedAway(provider.GetRequiredService<ILogger<TurnedAway>>()),
            provider.GetRequiredService<TimeProvider>()));
        AddIdentity(services);
        services.AddSingleton<SurfaceSockets>();
        services.AddSingleton<PeerCount>();
        services.AddSingleton<SurfaceCarrier>();
        services.AddSingleton<WebSocketCarrier>();
        services.AddHostedService<ConductorService>();
        services.AddSingleton<CertificateWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CertificateWatch>());
        services.Configure<SocketTransportOptions>(options =>
        {
            // A burst of callers that come at once must not be turned away by the kernel.
            options.Backlog = 4096;
            options.CreateBoundListenSocket = BoundSockets.Around(options.CreateBoundListenSocket);
        });
        return services;
    }

    private static void AddIdentity(IServiceCollection services, ConductorBuilder builder)
    {
        if (builder.Identity is { } identity)
            services.AddSingleton(identity);
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var file = provider.GetRequiredService<KeyOptions>().File;
            return new KeyFile(file.Length > 0 ? file : DataPlaces.Keys(Environment.GetEnvironmentVariable), provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<KeyStore>();
        services.AddSingleton<Doorkeeper>();
    }
}
