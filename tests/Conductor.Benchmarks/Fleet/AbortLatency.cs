using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Conductor.Backends.Ollama;
using Conductor.Core.Backends;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Routing;
using Conductor.OllamaSim;
using Conductor.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Conductor.Benchmarks.Fleet;

/// <summary>
/// How long it takes from a caller's close to the host's seeing it, in each state of a turn, over real sockets. Where no host has anything to see
/// (in the queue, before a connection) it is the time until the turn has given back its place.
/// </summary>
internal static class AbortLatency
{
    private const int Each = 200;
    private const double GoalMilliseconds = 100;

    private static readonly (string State, string Model, bool Stream)[] States =
        [("loading", "loading", true), ("prefill", "reading", true), ("streaming", "talking", true), ("not streamed", "talking", false)];

    public static async Task<int> RunAsync()
    {
        var few = new TokenGate();
        few.Release(5);
        await using var sim = OllamaSimulator.Start(new SimOptions
        {
            MaxLoadedModels = 10,
            Models =
            [
                new SimModel("busy") { Answer = Answer.Tokens(10).Gated(new TokenGate()) },
                new SimModel("loading") { LoadTime = TimeSpan.FromDays(1) },
                new SimModel("reading") { Prefill = TimeSpan.FromDays(1) },
                new SimModel("talking") { Answer = Answer.Tokens(60).Gated(few) },
            ],
        });
        await using var gone = OllamaSimulator.Start("away");
        await using var app = await StartAsync(sim, gone);
        var conductor = app.Services.GetRequiredService<IConductor>();
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        var fleet = await conductor.RefreshFleetAsync(TimeSpan.FromDays(1), CancellationToken.None);
        await gone.VanishAsync();
        using var holder = await AskAsync(port, "busy", stream: true);
        var all = new List<double>();
        foreach (var (state, model, stream) in States)
            all.AddRange(Show(state, await AtHostAsync(sim, port, model, stream)));
        all.AddRange(Show("queued", await AtGaugeAsync(port, "busy", fleet.Hosts[1].Models.Of("busy"), gauge => gauge.Waiting)));
        all.AddRange(Show("connecting", await AtGaugeAsync(port, "away", fleet.Hosts[2].Models.Of("away"), gauge => gauge.Serving)));
        return Percentile(Show("all", all), 0.99) <= GoalMilliseconds ? 0 : 1;
    }

    private static async Task<List<double>> AtHostAsync(OllamaSimulator sim, int port, string model, bool stream)
    {
        var times = new List<double>();
        for (var i = 0; i < Each; i++)
        {
            var caller = await AskAsync(port, model, stream);
            var request = await sim.Requests.NextAsync(request => request.IsGeneration && request.Model.StartsWith(model, StringComparison.Ordinal));
            if (model == "talking")
                await request.SentTokensAsync(5);
            var left = TimeProvider.System.GetUtcNow();
            caller.Dispose();
            times.Add((await request.ClosedByClient - left).TotalMilliseconds);
        }
        return times;
    }

    private static async Task<List<double>> AtGaugeAsync(int port, string model, BackendGauge gauge, Func<BackendGauge, int> count)
    {
        var times = new List<double>();
        for (var i = 0; i < Each; i++)
        {
            var caller = await AskAsync(port, model, stream: true);
            while (count(gauge) == 0)
                await Task.Yield();
            var left = TimeProvider.System.GetTimestamp();
            caller.Dispose();
            while (count(gauge) > 0)
                await Task.Yield();
            times.Add(TimeProvider.System.GetElapsedTime(left).TotalMilliseconds);
        }
        return times;
    }

    private static async Task<WebApplication> StartAsync(OllamaSimulator sim, OllamaSimulator gone)
    {
        var patient = new BackendPlan { Parallel = 1024, Timeouts = TurnTimeouts.Default with { Load = TimeSpan.FromDays(2), FirstToken = TimeSpan.FromDays(2), Queue = TimeSpan.FromDays(2) } };
        HostPlan[] hosts =
        [
            Host("many", sim, patient) with { Models = ["loading", "reading", "talking"] },
            Host("one", sim, patient with { Parallel = 1 }) with { Models = ["busy"] },
            Host("away", gone, patient),
        ];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddConductor(_ => new ConductorPlan { Fleet = new FleetPlan([.. hosts]), DrainTimeout = TimeSpan.Zero });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenConductor(new IPEndPoint(IPAddress.Loopback, 0)));
        var app = builder.Build();
        app.RunConductor();
        await app.StartAsync(CancellationToken.None);
        return app;
    }

    private static HostPlan Host(string name, OllamaSimulator sim, BackendPlan backend) =>
        new() { Name = name, Driver = new OllamaHost(new OllamaOptions { Url = sim.Url, ConnectTimeout = TimeSpan.FromMinutes(1) }), Backend = backend };

    private static async Task<Socket> AskAsync(int port, string model, bool stream)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}],"stream":{{(stream ? "true" : "false")}}}""";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        return socket;
    }

    private static List<double> Show(string state, List<double> times)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"abort, {state,-12} {times.Count,5} times   p50 {Percentile(times, 0.5),7:F2} ms   p99 {Percentile(times, 0.99),7:F2} ms   most {times.Max(),7:F2} ms   (goal: p99 <= {GoalMilliseconds} ms)"));
        return times;
    }

    private static double Percentile(List<double> times, double share) => times.Order().ElementAt(Math.Min(times.Count - 1, (int)(times.Count * share)));
}
