using System.Text.Json;
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Server.Http;

/// <summary>The fleet as lists see it: as fresh as can be had in a short time.</summary>
internal sealed class FleetView(IConductor conductor, HttpOptions options, TimeProvider time)
{
    /// <summary>Asks hosts whose answer is old, and waits for them, but not for long; then says what is known.</summary>
    public async ValueTask<FleetSnapshot> LookAsync(CancellationToken gone)
    {
        try
        {
            // The wait ends, not the question: what comes later is there for the next one.
            return await conductor.RefreshFleetAsync(options.ListMaxAge, CancellationToken.None).WaitAsync(options.ListPatience, time, gone);
        }
        catch (TimeoutException)
        {
            return conductor.Fleet;
        }
    }

    /// <summary>The models of all hosts, each once, the newest first.</summary>
    public static IEnumerable<ModelDescription> ModelsOf(FleetSnapshot fleet) => fleet.ActiveHosts
        .SelectMany(host => host.Findings.Models)
        .OrderByDescending(model => TimeOf(model.Listing, "modified_at"))
        .DistinctBy(model => ModelName.Normalize(model.Name));

    /// <summary>The models in memory of hosts that answer, each once, the one that stays longest first.</summary>
    public static IEnumerable<ResidentModel> ResidentOf(FleetSnapshot fleet) => fleet.ActiveHosts
        // What a host held in memory when it was last seen says nothing once it is down.
        .Where(host => host.Health == HostHealth.Up)
        .SelectMany(host => host.Findings.Resident)
        .OrderByDescending(model => TimeOf(model.Listing, "expires_at"))
        .DistinctBy(model => ModelName.Normalize(model.Name));

    private static DateTimeOffset TimeOf(JsonElement listing, string field) =>
        listing.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at)
            ? at
            : DateTimeOffset.MinValue;
}
