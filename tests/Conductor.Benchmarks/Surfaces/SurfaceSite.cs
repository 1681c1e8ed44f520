using Conductor.Benchmarks.Journal;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Sessions;
using Conductor.Server.Hosting;
using Conductor.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Benchmarks.Surfaces;

/// <summary>A conductor in this process with a unix socket, over a host that speaks at a pace.</summary>
internal sealed class SurfaceSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SurfaceSite(WebApplication app, RushingHost host, string socket) => (_app, Host, Socket) = (app, host, socket);

    public RushingHost Host { get; }

    public string Socket { get; }

    public IConductor Conductor => _app.Services.GetRequiredService<IConductor>();

    public static async Task<SurfaceSite> StartAsync(int tokens, TimeSpan? pace, int wordLength = 5)
    {
        var host = new RushingHost(tokens, pace, wordLength);
        var socket = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}"[..18]);
        var plan = new ConductorPlan
        {
            Fleet = new FleetPlan([new HostPlan { Name = "rush", Driver = host, Backend = new BackendPlan { Parallel = 4 } }], "m"),
            Surfaces = new SurfaceOptions { MaxSurfaces = 20_000 },
        };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddConductor((IServiceProvider _) => plan);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenConductor(null, new SurfaceDoors { SocketPath = socket, ConnectionsPerPeer = 20_000 }));
        var app = builder.Build();
        app.RunConductor();
        await app.StartAsync(CancellationToken.None);
        return new SurfaceSite(app, host, socket);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
