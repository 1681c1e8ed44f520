// A routing policy of one's own: what customers of the free plan ask goes to the small host, however fast the big one would be.
// Run it with: dotnet run --project samples/CustomRouting
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Core.Streams;
using Conductor.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddConductor(conductor => conductor.AddEliza("big").AddEliza("small").UseRouting(new FreePlanGoesSmall()));
using var host = builder.Build();
await host.StartAsync();

var models = host.Services.GetRequiredService<IConductor>();
await models.RefreshFleetAsync(TimeSpan.Zero, CancellationToken.None); // only for this demonstration: both hosts have been seen
foreach (var caller in new[] { "paying", "free" })
    await foreach (var entry in models.AskAsync(new ModelRequest { Model = "eliza", Messages = [new("user", "Hello.")] }, caller))
        if (entry.Status is { Stage: TurnStage.Routed } routed)
            Console.WriteLine($"{caller} was answered by {routed.Host}");

await host.StopAsync();

internal sealed class FreePlanGoesSmall : IRoutingPolicy
{
    // Asked at every turn, with the router's own plan in hand: reorder it, thin it, refuse, or leave it as it is.
    public RoutePlan Decide(ModelRequest request, string caller, FleetSnapshot fleet, RoutePlan proposed) =>
        caller == "free" ? proposed with { Candidates = proposed.Candidates.RemoveAll(candidate => candidate.Host != "small") } : proposed;
}
