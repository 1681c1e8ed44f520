using System.Net;
using Conductor.Backends.Ollama;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.OllamaSim;
using Conductor.Protocol.Carriers;
using Conductor.Protocol.V1.Messages;
using Conductor.Server.Hosting;
using Conductor.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Client.Tests.Real;

/// <summary>A real conductor behind real sockets, in front of a simulated Ollama.</summary>
internal sealed class RealConductor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RealConductor(WebApplication app, OllamaSimulator ollama, string socket)
    {
        (_app, Ollama, Unix) = (app, ollama, $"unix:{socket}");
        // In the order in which they were opened: HTTP, HTTPS, TCP, TLS, unix.
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Url = new Uri(bound[0]);
        (Secure, Tcp, Tls) = ($"wss://127.0.0.1:{PortOf(bound[1])}", $"tcp:127.0.0.1:{PortOf(bound[2])}", $"tls:127.0.0.1:{PortOf(bound[3])}");
    }

    /// <summary>The simulated host.</summary>
    public OllamaSimulator Ollama { get; }

    public string Unix { get; }

    public Uri Url { get; }

    public string Tcp { get; }

    public string Tls { get; }

    public string Secure { get; }

    public string WebSocket => $"ws://127.0.0.1:{Url.Port}";

    /// <summary>The way to it without any bytes.</summary>
    public ISurfaceDialer InProcess => _app.Services.GetRequiredService<IConductor>().SurfaceDialer();

    /// <summary>Starts one, which serves this page at <c>/page</c> besides.</summary>
    public static async Task<RealConductor> StartAsync(string? page = null)
    {
        var ollama = OllamaSimulator.Start("llama3.2");
        var socket = Path.Combine(Path.GetTempPath(), $"r{Guid.NewGuid():N}"[..14]);
        var anywhere = new IPEndPoint(IPAddress.Loopback, 0);
        var doors = new SurfaceDoors { SocketPath = socket, Tcp = anywhere, Tls = anywhere, Https = anywhere, Certificate = await OwnCertificate.ReadAsync() };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var host = new HostPlan { Name = "sim-1", Driver = new OllamaHost(new OllamaOptions { Url = ollama.Url }) };
        builder.Services.AddConductor(_ => new ConductorPlan { Fleet = new FleetPlan([host], "llama3.2") });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenConductor(new IPEndPoint(IPAddress.Loopback, 0), doors));
        var app = builder.Build();
        if (page is not null)
            app.Use((context, next) => context.Request.Path == "/page" ? context.Response.WriteAsync(page, context.RequestAborted) : next(context));
        app.RunConductor();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RealConductor(app, ollama, socket);
    }

    /// <summary>Connects over one of the carriers: <c>unix</c>, <c>tcp</c>, <c>tls</c>, <c>ws</c>, <c>wss</c> or <c>in-process</c>.</summary>
    public Task<ConductorClient> ConnectAsync(string carrier, SurfaceCapabilities? able = null)
    {
        var options = Peers.Peer.Quick with { Capabilities = able ?? Peers.Peer.Quick.Capabilities };
        return carrier switch
        {
            "in-process" => ConductorClient.ConnectAsync(InProcess, options, TestContext.Current.CancellationToken),
            "ws" => ConductorClient.ConnectAsync(WebSocket, options, TestContext.Current.CancellationToken),
            "wss" => ConductorClient.ConnectAsync(Secure, OwnCertificate.Trusting(options), TestContext.Current.CancellationToken),
            "tls" => ConductorClient.ConnectAsync(Tls, OwnCertificate.Trusting(options), TestContext.Current.CancellationToken),
            "tcp" => ConductorClient.ConnectAsync(Tcp, options, TestContext.Current.CancellationToken),
            _ => ConductorClient.ConnectAsync(Unix, options, TestContext.Current.CancellationToken),
        };
    }

    private static int PortOf(string address) => int.Parse(address[(address.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Ollama.DisposeAsync();
    }
}
