using System.Collections.Immutable;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Core.Tests.Routing;

/// <summary>Fleets to route in.</summary>
internal static class Fleets
{
    public static FleetSnapshot Of(params HostSnapshot[] hosts) => new() { Hosts = [.. hosts] };

    public static HostSnapshot Host(string name, params string[] models) => new()
    {
        Name = name,
        Kind = "ollama",
        Address = $"http://{name}:11434",
        Ref = ActorRefs.Nobody,
        Health = HostHealth.Up,
        Findings = new HostFindings { Models = [.. models.Select(model => new ModelDescription(model, default))] },
    };

    public static HostSnapshot Holding(this HostSnapshot host, string model, int? context = null) => host with
    {
        Findings = host.Findings with { Resident = [.. host.Findings.Resident, new ResidentModel(model, context is { } length ? Json(new { context_length = length }) : default)] },
    };

    public static HostSnapshot Able(this HostSnapshot host, params string[] capabilities) => host with
    {
        Findings = host.Findings with { Models = [.. host.Findings.Models.Select(model => model with { Listing = Json(new { capabilities }) })] },
    };

    public static HostSnapshot Down(this HostSnapshot host) => host with { Health = HostHealth.Down, Problem = $"Nothing answers at {host.Address}." };

    public static HostSnapshot Busy(this HostSnapshot host, string model, int turns)
    {
        for (var turn = 0; turn < turns; turn++)
            host.Models.Of(model).Assign();
        return host;
    }

    public static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    public static RouteFacts Ask(string model) => new() { Model = model, TicksPerSecond = TimeSpan.TicksPerSecond };

    public static RoutePlan Plan(this FleetSnapshot fleet, string model) => Router.Plan(Ask(model), fleet);

    public static string[] Places(this RoutePlan plan) => [.. plan.Candidates.Select(candidate => $"{candidate.Host}/{candidate.Model}")];

    public static NameTable Names(params ModelPlan[] plans) => Names(new Dictionary<TaskKind, string>(), plans);

    public static NameTable Names(Dictionary<TaskKind, string> tasks, params ModelPlan[] plans) =>
        NameTable.Build(plans, tasks, known: null, out var problems) ?? throw new InvalidOperationException(string.Join('\n', problems));

    public static ImmutableArray<string> Problems(string[]? known, params ModelPlan[] plans)
    {
        Assert.Null(NameTable.Build(plans, new Dictionary<TaskKind, string>(), known, out var problems));
        return problems;
    }
}
