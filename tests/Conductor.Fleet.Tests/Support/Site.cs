using System.Net;
using Conductor.Backends.Ollama;
using Conductor.Backends.OpenAi;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Models;
using Conductor.OllamaSim;
using Conductor.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Fleet.Tests.Support;

/// <summary>A whole conductor behind real sockets, in front of simulators behind real sockets.</summary>
internal sealed class Site : IAsyncDisposable
{
    // Shorter than the time between two questions for a host's news.
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(7);

    private readonly WebApplication _app;

    private Site(WebApplication app)
    {
        _app = app;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Url, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Url { get; }

    public HttpClient Client { get; }

    public IConductor Conductor => _app.Services.GetRequiredService<IConductor>();

    public static async Task<Site> StartAsync(FleetPlan fleet, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(time);
        // Whoever looks after the actors has a timer while they work, and would be what a test waits for that moves the clock for what is due.
        builder.Services.AddConductor(_ => new ConductorPlan { Fleet = fleet, HandlerLimit = TimeSpan.Zero });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenConductor(new IPEndPoint(IPAddress.Loopback, 0)));
        var app = builder.Build();
        app.RunConductor();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Site(app);
    }

    /// <summary>
    /// Moves the clock in steps between which every host has told its news. A host that is just being asked when the clock jumps would be one
    /// that did not answer in time.
    /// </summary>
    public async Task PassAsync(WatchedTime clock, TimeSpan time, CancellationToken cancellationToken)
    {
        for (var left = time; left > TimeSpan.Zero; left -= LongestStep)
        {
            await Conductor.RefreshFleetAsync(TimeSpan.Zero, cancellationToken);
            clock.Advance(left < LongestStep ? left : LongestStep);
        }
    }

    /// <summary>A simulator as a host of the fleet, spoken to in its own protocol.</summary>
    public static HostPlan Host(string name, OllamaSimulator simulator, BackendPlan backend, TimeProvider time, TimeSpan? connectTimeout = null) => new()
    {
        Name = name,
        Driver = Driver(simulator, time, connectTimeout ?? TimeSpan.FromSeconds(2)),
        Backend = backend,
    };

    private static IModelHost Driver(OllamaSimulator simulator, TimeProvider time, TimeSpan connectTimeout) => simulator.Options.Flavor == SimFlavor.Ollama
        ? new OllamaHost(new OllamaOptions { Url = simulator.Url, ConnectTimeout = connectTimeout }, time)
        : new OpenAiHost(new OpenAiOptions { Url = new Uri(simulator.Url, "/v1"), ConnectTimeout = connectTimeout }, time);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // Without patience: a test that failed may have left turns that nothing ends.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
    }
}
