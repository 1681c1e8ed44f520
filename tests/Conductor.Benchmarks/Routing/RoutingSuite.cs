using Conductor.Actor;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Benchmarks.Routing;

/// <summary>What it costs to decide where a request runs, in a fleet of 50 hosts with 20 models each.</summary>
internal static class RoutingSuite
{
    private const int Hosts = 50;
    private const int Models = 20;
    private const int Decisions = 20_000;
    private const double Goal = 5_000;

    public static Task<int> RunAsync(string[] names)
    {
        var fleet = Fleet(fallback: false);
        var withFallback = Fleet(fallback: true);
        return Task.FromResult(Figure.Show(
            [
                Decide("a model that all 50 hosts have", fleet, Ask("model-7:latest")),
                Decide("the same by another way of writing it", fleet, Ask("registry.ollama.ai/library/Model-7")),
                Decide("with load options, needs and affinity", fleet, Ask("model-7") with { LoadKey = new LoadKey(8192), Needs = ModelNeeds.Tools, Affinity = "host-31" }),
                Decide("with two stand-ins on all 50 hosts", withFallback, Ask("model-7")),
                Decide("left open, by the kind of work", withFallback, Ask("auto") with { Prompt = "Please debug this python function for me, it does not compile." }),
                new Figure("one plan in words", Decisions, () => Explain(fleet), Goal),
                new Figure("the index of a new snapshot (once per probe)", 10, () => Index(fleet), 2_000_000),
            ],
            names));
    }

    private static Figure Decide(string name, FleetSnapshot fleet, RouteFacts facts)
    {
        _ = Router.Plan(facts, fleet);
        return new Figure(name, Decisions, () => { for (var i = 0; i < Decisions; i++) Check(Router.Plan(facts, fleet)); }, Goal);
    }

    private static void Check(RoutePlan plan)
    {
        if (plan.Candidates.Length != Router.Most)
            throw new InvalidOperationException("The plan is not what it should be.");
    }

    private static void Explain(FleetSnapshot fleet)
    {
        var best = Router.Plan(Ask("model-7"), fleet).Candidates[0];
        for (var i = 0; i < Decisions; i++)
            if (best.Reason.Length == 0)
                throw new InvalidOperationException("There are no words.");
    }

    private static void Index(FleetSnapshot fleet)
    {
        for (var i = 0; i < 10; i++)
            Check(Router.Plan(Ask("model-7"), fleet with { Hosts = fleet.Hosts }));
    }

    private static RouteFacts Ask(string model) => new() { Model = model, Now = 1, TicksPerSecond = TimeSpan.TicksPerSecond };

    private static FleetSnapshot Fleet(bool fallback) => new()
    {
        Hosts = [.. Enumerable.Range(0, Hosts).Select(Host)],
        DefaultModel = "model-0",
        Names = !fallback ? NameTable.Empty : NameTable.Build(
            [new ModelPlan("model-7") { Fallback = ["model-8", "model-9"] }],
            new Dictionary<TaskKind, string> { [TaskKind.Code] = "model-7" },
            known: null,
            out _)!,
    };

    private static HostSnapshot Host(int number)
    {
        var models = Enumerable.Range(0, Models).Select(model => new ModelDescription($"model-{model}:latest", default));
        var host = new HostSnapshot
        {
            Name = $"host-{number}",
            Kind = "ollama",
            Address = $"http://host-{number}:11434",
            Ref = ActorRefs.Nobody,
            Health = HostHealth.Up,
            Parallel = 4,
            Findings = new HostFindings { Models = [.. models], Resident = number % 3 == 0 ? [new ResidentModel("model-7:latest", default)] : [] },
        };
        for (var turn = 0; turn < number % 7; turn++)
            host.Models.Of("model-7").Assign();
        return host;
    }
}
