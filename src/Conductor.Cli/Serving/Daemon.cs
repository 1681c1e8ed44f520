using Conductor.Cli.Logging;
using Conductor.Core.Conducting;
using Conductor.Server.Configuration;
using Conductor.Server.Configuration.Reloading;
using Conductor.Server.Hosting;
using Conductor.Server.Surfaces;
using Conductor.Server.Telemetry.Export;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
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
        var said = new SettingsRequest { File = request.Config, Http = request.Http, Socket = request.Socket, Backends = request.Backends, Set = request.Set, Warn = Warn };
        var loaded = await SettingsSource.LoadAsync(said, CancellationToken.None);
        var settings = loaded.Settings;
        steps.Done("configuration");
        await using var only = await DaemonLock.TakeAsync(settings.SocketPath);
        await using var log = new DaemonLog(settings.Log, request.Verbose);
        await using var app = await StartAsync(loaded, said, log, steps);
        steps.Done("front doors");
        var conductor = app.Services.GetRequiredService<IConductor>();
        using var reload = new ReloadSignal(app.Services.GetRequiredService<SettingsFollower>(), app.Services.GetRequiredService<CertificateWatch>(), app.Lifetime.ApplicationStopping);
        await Banner.WelcomeAsync(BoundDoors.Of(settings, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []), settings.SocketPath);
        await ServiceNotifier.TellAsync(ServiceNotifier.Ready);
        steps.Ready();
        // Beside the start: who asks meanwhile is served already, and waits for the hosts only if nothing is known of them.
        var introduction = IntroduceAsync(conductor, app.Lifetime.ApplicationStopping);
        using var impatience = new SecondSignal();
        await using var stopping = app.Lifetime.ApplicationStopping.UnsafeRegister(static _ => _ = ServiceNotifier.TellAsync(ServiceNotifier.Stopping), state: null);
        await app.WaitForShutdownAsync(CancellationToken.None);
        await introduction;
        return ExitCode.Good;
    }

    // Never throws.
    private static async Task IntroduceAsync(IConductor conductor, CancellationToken stopping)
    {
        await Banner.HostsAsync(conductor, stopping);
        await new QuietMemory(conductor.Diary, SpareMemory.GiveBackAsync, static () => Environment.WorkingSet, TimeProvider.System).KeepAsync(stopping);
    }

    private static WebApplication Build(LoadedSettings loaded, SettingsRequest said, DaemonLog log)
    {
        var settings = loaded.Settings;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "conductor" });
        builder.Logging.AddSerilog(log.Logger);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenConductor(settings.HttpEndpoint, settings.Doors));
        // What a socket has brought is dealt with where it came, and what is written goes out from there: nothing in this process blocks, so the ways through
        // the thread pool in between gain nobody anything. (It is unsafe where handlers wait; a service that embeds a conductor decides for itself.)
        builder.Services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout + TimeSpan.FromSeconds(5));
        builder.Services.AddConductorTelemetry(settings.Export);
        builder.Services.AddConductor(loaded, said);
        var app = builder.Build();
        app.RunConductor();
        return app;
    }

    private static async Task<WebApplication> StartAsync(LoadedSettings loaded, SettingsRequest said, DaemonLog log, StartSteps steps)
    {
        try
        {
            var app = Build(loaded, said, log);
            steps.Done("host");
            await app.StartAsync(CancellationToken.None);
            return app;
        }
        catch (ConductorStartException cause)
        {
            throw new CliException(cause.Message);
        }
    }

    private static void Warn(string sentence) => Console.Error.WriteLine($"conductor: {sentence}");
}
