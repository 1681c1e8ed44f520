using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>
/// Decides where a request may run. A pure function of the request and of what is known of the fleet, its gauges included: same in, same
/// out. Costs a few microseconds and one small array.
/// </summary>
public static class Router
{
    /// <summary>Places in a plan, unless more are asked for: more than any turn is tried at.</summary>
    public const int Most = 8;

    /// <summary>Plans a request.</summary>
    /// <param name="facts">What must be known of it.</param>
    /// <param name="fleet">What is known of the hosts.</param>
    /// <param name="most">Places in the plan, at most; from 1.</param>
    public static RoutePlan Plan(in RouteFacts facts, FleetSnapshot fleet, int most = Most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var task = facts.Task ?? TaskKind.General;
        if (Choose(facts, fleet, ref task) is not { } name)
            return RoutePlan.Refused(Refusals.NothingThere(fleet));
        var best = new BestPlaces(most);
        var steps = fleet.Names.Resolve(name);
        for (var step = 0; step < steps.Length; step++)
        {
            var key = steps[step].Key.Over(facts.LoadKey);
            foreach (var place in fleet.Index.Find(steps[step].Model))
                best.Offer(place, steps[step], PlaceRating.Rate(place, step, key, facts, TaskClass.Of(task)));
        }
        return best.Count == 0
            ? RoutePlan.Refused(Refusals.NotFound(facts.Model.Length > 0 ? facts.Model : name, fleet))
            : new RoutePlan(best.ToArray(), null) { Task = task };
    }

    private static string? Choose(in RouteFacts facts, FleetSnapshot fleet, ref TaskKind task)
    {
        var wanted = facts.Model.Length > 0 ? facts.Model : facts.Task is null ? fleet.DefaultModel : NameTable.Auto;
        if (wanted is null)
            return FirstModel(fleet);
        if (!LeavesItOpen(wanted, fleet))
            return wanted;
        task = facts.Task ?? TaskClassifier.Classify(facts.Prompt, facts.Needs);
        if ((fleet.Names.ForTask(task) ?? fleet.Names.ForTask(TaskKind.General)) is { } forTask)
            return forTask;
        return fleet.DefaultModel is { } other && !LeavesItOpen(other, fleet) ? other : FirstModel(fleet);
    }

    // Unless somebody has called a model or an alias so.
    private static bool LeavesItOpen(string name, FleetSnapshot fleet) =>
        ModelName.AreSame(name, NameTable.Auto) && fleet.Names.Find(name) is null && fleet.Index.Find(name).IsEmpty;

    private static string? FirstModel(FleetSnapshot fleet) =>
        fleet.ActiveHosts.OrderBy(host => host.Health == HostHealth.Down).SelectMany(host => host.Findings.Models).FirstOrDefault()?.Name;

    /// <summary>The best places so far, in order. Among equals the one that was offered first stays first: the order of the configuration decides.</summary>
    private struct BestPlaces(int most)
    {
        private RouteCandidate[] _places = new RouteCandidate[Math.Min(most, Most)];

        public int Count { get; private set; }

        public void Offer(ModelOnHost place, RouteStep step, in RouteScore rating)
        {
            if (Count == most && rating.Value <= _places[Count - 1].Score)
                return;
            if (Count == _places.Length && Count < most)
                Array.Resize(ref _places, Math.Min(most, Count * 2));
            var at = Count < most ? Count++ : Count - 1;
            for (; at > 0 && rating.Value > _places[at - 1].Score; at--)
                _places[at] = _places[at - 1];
            _places[at] = new RouteCandidate(place.Host.Name, place.Host.Ref, place.Model, rating)
            {
                Context = place.Context,
                Pins = step.Pins,
                Gauge = place.Gauge,
            };
        }

        public readonly ImmutableArray<RouteCandidate> ToArray() =>
            ImmutableCollectionsMarshal.AsImmutableArray(Count == _places.Length ? _places : _places[..Count]);
    }
}
