using System.Diagnostics.Metrics;
using Conductor.Core.Hosts;
using Conductor.Core.Routing;

namespace Conductor.Core.Metrics;

/// <summary>What can be seen of the fleet at any moment, looked up on its board only when somebody asks.</summary>
internal static class FleetGauges
{
    /// <summary>Hangs the gauges on a meter.</summary>
    public static void Hang(Meter meter, FleetBoard board, TimeProvider time)
    {
        meter.CreateObservableGauge("conductor.host.up", () => Hosts(board, host => host.Health == HostHealth.Up ? 1 : 0), "{host}", "1 while the host answers.");
        meter.CreateObservableGauge("conductor.host.circuit", () => Hosts(board, host => State(host.Gauge, time)), "{state}", "0 asked, 1 on trial, 2 left alone.");
        meter.CreateObservableGauge("conductor.model.circuit", () => Models(board, gauge => State(gauge, time)), "{state}", "0 asked, 1 on trial, 2 left alone.");
        meter.CreateObservableGauge("conductor.model.resident", () => Residents(board), "{model}", "1 for each model in a host's memory.");
        meter.CreateObservableGauge("conductor.slots.limit", () => Hosts(board, host => host.Parallel), "{slot}", "Requests that a host is given at a time, per model.");
        meter.CreateObservableGauge("conductor.slots.serving", () => Models(board, gauge => gauge.Serving), "{slot}", "Slots with a turn.");
        meter.CreateObservableGauge("conductor.slots.draining", () => Models(board, gauge => gauge.Draining), "{slot}", "Slots whose turn is over while the host may be at work on it.");
        meter.CreateObservableGauge("conductor.queue.length", () => Models(board, gauge => gauge.Waiting), "{turn}", "Turns that wait for a slot.");
    }

    private static IEnumerable<Measurement<int>> Hosts(FleetBoard board, Func<HostSnapshot, int> look) =>
        board.Current.Hosts.Select(host => new Measurement<int>(look(host), Host(host)));

    private static IEnumerable<Measurement<int>> Models(FleetBoard board, Func<BackendGauge, int> look) =>
        from host in board.Current.Hosts
        from model in host.Findings.Models
        select new Measurement<int>(look(host.Models.Of(model.Name)), Host(host), Model(model.Name));

    private static IEnumerable<Measurement<int>> Residents(FleetBoard board) =>
        from host in board.Current.Hosts
        where host.Health == HostHealth.Up
        from model in host.Findings.Resident
        select new Measurement<int>(1, Host(host), Model(model.Name));

    private static int State(BackendGauge gauge, TimeProvider time) => gauge.IsOnTrial ? 1 : gauge.RestUntil > time.GetTimestamp() ? 2 : 0;

    private static KeyValuePair<string, object?> Host(HostSnapshot host) => new("conductor.host", host.Name);

    private static KeyValuePair<string, object?> Model(string model) => new("gen_ai.response.model", model);
}
