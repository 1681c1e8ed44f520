using System.Net;
using Conductor.Backends.Ollama;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.OllamaSim;
using Conductor.Server.Hosting;
using Conductor.Server.Http;
using Conductor.Server.Identity;
using Conductor.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Server.Tests.Support;

/// <summary>A whole conductor behind real sockets, in front of simulators or of drivers made for a test.</summary>
internal sealed class ServedConductor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServedConductor(WebApplication app)
    {
        _app = app;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(one => one.StartsWith("http", StringComparison.Ordinal)));
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Url, Timeout = Patience.Long };
    }

    public Uri Url { get; }

    /// <summary>Where it listens, in the order HTTP, HTTPS, TCP, TLS, unix, as far as they are there.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    public HttpClient Client { get; }

    public IConductor Conductor => _app.Services.GetRequiredService<IConductor>();

    public static Task<ServedConductor> StartAsync(params OllamaSimulator[] simulators) => StartAsync(new ServedSettings(), simulators);

    public static Task<ServedConductor> StartAsync(ServedSettings settings, params OllamaSimulator[] simulators) =>
        StartAsync(settings, [.. simulators.Select((simulator, index) => Host($"sim-{index + 1}", new OllamaHost(new OllamaOptions { Url = simulator.Url }), settings))]);

    public static async Task<ServedConductor> StartAsync(ServedSettings settings, params HostPlan[] hosts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var plan = settings.Adjust(new ConductorPlan { Fleet = new FleetPlan([.. hosts], settings.DefaultModel) });
        builder.Services.AddConductor(_ => plan, settings.Http, settings.Keys);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenConductor(new IPEndPoint(settings.Address, settings.Port), settings.Doors with { SocketPath = settings.SocketPath ?? "" }));
        var app = builder.Build();
        app.RunConductor();
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        return new ServedConductor(app);
    }

    public static HostPlan Host(string name, IModelHost driver, ServedSettings settings) => new()
    {
        Name = name,
        Driver = driver,
        Backend = new BackendPlan { Parallel = settings.Parallel, QueueLimit = settings.QueueLimit, Timeouts = settings.Timeouts },
    };

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>How a served conductor is set up for a test.</summary>
internal sealed record ServedSettings
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int Port { get; init; }

    public KeyOptions? Keys { get; init; }

    public string? SocketPath { get; init; }

    public SurfaceDoors Doors { get; init; } = new();

    public string? DefaultModel { get; init; }

    public int Parallel { get; init; } = 256;

    public int QueueLimit { get; init; } = 1024;

    public TurnTimeouts Timeouts { get; init; } = TurnTimeouts.Default;

    public HttpOptions? Http { get; init; }

    public Func<ConductorPlan, ConductorPlan> Adjust { get; init; } = plan => plan;
}
