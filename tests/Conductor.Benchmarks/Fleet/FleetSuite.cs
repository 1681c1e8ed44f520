using Conductor.Benchmarks.Admission;
using Conductor.Benchmarks.Routing;

namespace Conductor.Benchmarks.Fleet;

/// <summary>What the fleet costs: a choice, an admission, a queue full of turns, and how soon a host hears that a caller has left.</summary>
internal static class FleetSuite
{
    public static async Task<int> RunAsync(string[] names)
    {
        var met = 0;
        if (Wants("route"))
            met |= await RoutingSuite.RunAsync([]);
        if (Wants("admission"))
            met |= await AdmissionSuite.RunAsync([]);
        if (Wants("queued"))
            met |= await QueuedTurns.RunAsync();
        if (Wants("abort"))
            met |= await AbortLatency.RunAsync();
        return met;

        bool Wants(string row) => names.Length == 0 || names.Contains(row);
    }
}
