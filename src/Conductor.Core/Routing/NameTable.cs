using System.Collections.Frozen;
using System.Collections.Immutable;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>One step of a chain: a model, and what the names that led to it want of it.</summary>
/// <param name="Model">The model's name as hosts know it.</param>
/// <param name="Pins">The names on the way to it, the outermost first: what they pin is applied in this order, the first wins.</param>
public sealed record RouteStep(string Model, ImmutableArray<ModelPlan> Pins)
{
    /// <summary>The load options that are pinned.</summary>
    internal LoadKey Key { get; } = LoadKey.Of(Pins);
}

/// <summary>
/// What names mean: for each one the models to ask, in order. Built once from the configuration; immutable, safe to share. A table that
/// would lead in a circle or nowhere is not built.
/// </summary>
public sealed class NameTable
{
    /// <summary>The name for "whatever fits what I ask": its model depends on the kind of work.</summary>
    public const string Auto = "auto";

    private const int LongestChain = 16;

    private readonly FrozenDictionary<string, ModelPlan> _plans;
    private readonly FrozenDictionary<string, ImmutableArray<RouteStep>> _chains;
    private readonly FrozenDictionary<TaskKind, string> _tasks;

    private NameTable(IEnumerable<ModelPlan> plans, IReadOnlyDictionary<TaskKind, string> tasks)
    {
        _plans = plans.ToFrozenDictionary(plan => plan.Name, ModelNameComparer.Instance);
        _tasks = tasks.ToFrozenDictionary();
        _chains = _plans.Keys.ToFrozenDictionary(name => name, name => Walk(name).Steps, ModelNameComparer.Instance);
    }

    /// <summary>No name means anything but itself.</summary>
    public static NameTable Empty { get; } = new([], new Dictionary<TaskKind, string>());

    /// <summary>Every name that the operator has said something about.</summary>
    public IEnumerable<ModelPlan> Plans => _plans.Values;

    /// <summary>Builds a table.</summary>
    /// <param name="plans">What the operator said.</param>
    /// <param name="tasks">The model for each kind of work, for requests that leave the choice open.</param>
    /// <param name="known">All models that there can be; null where hosts are asked what they have, so that nobody knows yet.</param>
    /// <param name="problems">Everything that is wrong, each in a sentence that names the key and the way out.</param>
    /// <returns>The table; null when there are problems.</returns>
    public static NameTable? Build(
        IReadOnlyCollection<ModelPlan> plans,
        IReadOnlyDictionary<TaskKind, string> tasks,
        IReadOnlyCollection<string>? known,
        out ImmutableArray<string> problems)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var twice in plans.GroupBy(plan => plan.Name, ModelNameComparer.Instance).Where(group => group.Count() > 1))
            found.Add($"models.\"{twice.Key}\": said {twice.Count()} times. Names match ignoring case and ':latest'; keep one.");
        if (found.Count == 0)
        {
            var table = new NameTable(plans, tasks);
            found.AddRange(plans.Select(plan => table.Walk(plan.Name).Problem).OfType<string>().Distinct());
            found.AddRange(table.DeadEnds(known));
            if (found.Count == 0)
            {
                problems = [];
                return table;
            }
        }
        problems = found.ToImmutable();
        return null;
    }

    /// <summary>What the operator said about a name; null when nothing.</summary>
    public ModelPlan? Find(string name) => _plans.GetValueOrDefault(name);

    /// <summary>The models that a name leads to, best first. A name that nobody said anything about leads to itself.</summary>
    public ImmutableArray<RouteStep> Resolve(string name) => _chains.TryGetValue(name, out var chain) ? chain : [new RouteStep(name, [])];

    /// <summary>The name for a kind of work; null when the operator named none.</summary>
    public string? ForTask(TaskKind kind) => _tasks.GetValueOrDefault(kind);

    private (ImmutableArray<RouteStep> Steps, string? Problem) Walk(string name)
    {
        var steps = ImmutableArray.CreateBuilder<RouteStep>();
        var problem = Walk(name, pins: [], path: [], new HashSet<string>(ModelNameComparer.Instance), steps);
        return (steps.ToImmutable(), problem);
    }

    // Depth first: a stand-in's own stand-ins come before the next one of the name itself.
    private string? Walk(
        string name, ImmutableArray<ModelPlan> pins, ImmutableArray<string> path, HashSet<string> walked, ImmutableArray<RouteStep>.Builder steps)
    {
        if (path.Contains(name, ModelNameComparer.Instance))
            return $"models.\"{path[0]}\": leads in a circle ({string.Join(" -> ", path.Add(name))}). Take one of them out.";
        if (steps.Count >= LongestChain)
            return $"models.\"{path[0]}\": leads over more than {LongestChain} models. Shorten the chain.";
        path = path.Add(name);
        // All that it leads to is in the chain already.
        if (!walked.Add(name))
            return null;
        if (!_plans.TryGetValue(name, out var plan))
        {
            AddStep(new RouteStep(name, pins), steps);
            return null;
        }
        var own = pins.Add(plan);
        string? problem = null;
        if (plan.Target is { } target)
            problem = Walk(target, own, path, walked, steps);
        else
            AddStep(new RouteStep(name, own), steps);
        foreach (var fallback in plan.Fallback)
            problem ??= Walk(fallback, [], path, walked, steps);
        return problem;
    }

    // The same model twice in a chain is asked once: what the first step could not do, the second cannot either.
    private static void AddStep(RouteStep step, ImmutableArray<RouteStep>.Builder steps)
    {
        foreach (var one in steps)
            if (ModelName.AreSame(one.Model, step.Model))
                return;
        steps.Add(step);
    }

    private IEnumerable<string> DeadEnds(IReadOnlyCollection<string>? known)
    {
        foreach (var (key, name) in Mentions())
        {
            if (string.IsNullOrWhiteSpace(name))
                yield return $"{key}: names no model. Name one, or take the key out.";
            else if (known is not null && !_plans.ContainsKey(name) && !known.Contains(name, ModelNameComparer.Instance))
                yield return $"{key}: no host has '{name}', and no name stands for it. {Nearest(name, known)}";
        }
    }

    private IEnumerable<(string Key, string Name)> Mentions()
    {
        foreach (var plan in _plans.Values)
        {
            if (plan.Target is { } target)
                yield return ($"models.\"{plan.Name}\".target", target);
            foreach (var fallback in plan.Fallback)
                yield return ($"models.\"{plan.Name}\".fallback", fallback);
        }
        foreach (var (kind, name) in _tasks)
            yield return ($"models.tasks.{TaskClass.WordOf(kind)}", name);
    }

    private static string Nearest(string name, IReadOnlyCollection<string> known) =>
        NearNames.Of(name, known, most: 1) is [var near] ? $"Did you mean '{near}'?" : "Name a model that a host has.";
}
