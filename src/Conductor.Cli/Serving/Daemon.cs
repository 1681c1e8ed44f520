using System.Net;
using Conductor.Cli.Logging;
using Conductor.Core.Conducting;
using Conductor.Server.Configuration;
using Conductor.Server.Hosting;
using Conductor.Server.Telemetry.Export;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace Conductor.Cli.Serving;

/// <summary>Runs one conductor with its front doors until it is stopped.</summary>
internal static class Daemon
{
    public static async Task<int> RunAsync(ServeRequest request)
    {
        var steps = new StartSteps(request.Verbose);
        var settings = await SettingsSource.ReadAsync(
            new SettingsRequest { File = request.Config, Http = request.Http, Socket = request.Socket, Backends = request.Backends, Set = request.Set, Warn = Warn }, CancellationToken.None);
        steps.Done("configuration");
        await using var only = await DaemonLock.TakeAsync(settings.SocketPath);
        await using var log = new DaemonLog(settings.Log, request.Verbose);
        await using var app = await StartAsync(settings, log, steps);
        steps.Done("front doors");
        var conductor = app.Services.GetRequiredService<IConductor>();
        await Banner.WelcomeAsync(BoundEndpoint(app, settings), settings.SocketPath);
        await ServiceNotifier.TellAsync(ServiceNotifier.Ready);
        steps.Ready();
        // Beside the start: who asks meanwhile is served already, and waits for the hosts only if nothing is known of them.
        var introduction = Banner.HostsAsync(conductor, app.Lifetime.ApplicationStopping);
        using var impatience = new SecondSignal();
        await using var stopping = app.Lifetime.ApplicationStopping.UnsafeRegister(static _ => _ = ServiceNotifier.TellAsync(ServiceNotifier.Stopping), state: null);
        await app.WaitForShutdownAsync(CancellationToken.None);
        await introduction;
        return ExitCode.Good;
    }

    private static WebApplication Build(ConductorSettings settings, DaemonLog log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "conductor" });
        builder.Logging.AddSerilog(log.Logger);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenConductor(settings.HttpEndpoint, settings.Doors));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout + TimeSpan.FromSeconds(5));
        builder.Services.AddConductorTelemetry(settings.Export);
        builder.Services.AddConductor((IServiceProvider _) => PlanFactory.Create(settings, TimeProvider.System), settings.Http, settings.Keys);
        var app = builder.Build();
        app.RunConductor();
        return app;
    }

    private static async Task<WebApplication> StartAsync(ConductorSettings settings, DaemonLog log, StartSteps steps)
    {
        try
        {
            var app = Build(settings, log);
            steps.Done("host");
            await app.StartAsync(CancellationToken.None);
            return app;
        }
        catch (ConductorStartException cause)
        {
            throw new CliException(cause.Message);
        }
    }

    private static IPEndPoint BoundEndpoint(WebApplication app, ConductorSettings settings)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var bound = addresses.Select(address => new Uri(address)).FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttp && address.Port > 0);
        return bound is null ? settings.HttpEndpoint : new IPEndPoint(settings.HttpEndpoint.Address, bound.Port);
    }

    private static void Warn(string sentence) => Console.Error.WriteLine($"conductor: {sentence}");
}
