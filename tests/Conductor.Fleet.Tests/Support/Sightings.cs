using Conductor.Core.Conducting;
using Conductor.Core.Routing;

namespace Conductor.Fleet.Tests.Support;

/// <summary>Waits for what the gauges of a conductor show.</summary>
internal static class Sightings
{
    /// <summary>Waits until a gauge shows something; each look is a question that the conductor's actors have answered in between.</summary>
    public static async Task SeeAsync(this IConductor conductor, string host, string model, Func<BackendGauge, bool> sight)
    {
        var since = TimeProvider.System.GetTimestamp();
        BackendGauge gauge;
        do
        {
            var fleet = await conductor.RefreshFleetAsync(TimeSpan.FromDays(1), TestContext.Current.CancellationToken).SoonAsync();
            gauge = fleet.Hosts.Single(one => one.Name == host).Models.Of(model);
            if (sight(gauge))
                return;
        }
        while (TimeProvider.System.GetElapsedTime(since) < Patience.Long);
        Assert.Fail($"{model} on {host}: {gauge.Assigned} assigned, {gauge.Serving} serving, {gauge.Waiting} waiting, {gauge.Draining} draining.");
    }

    /// <summary>Waits until nothing is left of any turn.</summary>
    public static Task SeeNothingLeftAsync(this IConductor conductor, string host, string model) =>
        conductor.SeeAsync(host, model, gauge => gauge is { Assigned: 0, Serving: 0, Waiting: 0 });
}
