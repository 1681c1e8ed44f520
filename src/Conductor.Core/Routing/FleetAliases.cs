using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>The names of the operator that lead to a model that a host has: whoever lists models lists them too, so that they can be chosen.</summary>
public static class FleetAliases
{
    /// <summary>They, by name. One that is the name of a model as well is listed as that already.</summary>
    /// <param name="fleet">What is known.</param>
    public static IEnumerable<FleetAlias> Of(FleetSnapshot fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var aliases = fleet.Names.Plans.Where(plan => plan.Target is not null).OrderBy(plan => plan.Name, StringComparer.Ordinal).ToArray();
        if (aliases.Length == 0)
            yield break;
        var models = fleet.ActiveHosts.SelectMany(host => host.Findings.Models).DistinctBy(model => model.Name, ModelNameComparer.Instance)
            .ToDictionary(model => model.Name, ModelNameComparer.Instance);
        foreach (var alias in aliases)
        {
            if (models.ContainsKey(alias.Name))
                continue;
            var first = fleet.Names.Resolve(alias.Name).Select(step => models.GetValueOrDefault(step.Model)).FirstOrDefault(model => model is not null);
            if (first is not null)
                yield return new FleetAlias(Written(alias.Name, first.Name), first);
        }
    }

    // As the model would be listed if it had been copied to that name.
    private static string Written(string alias, string model) =>
        model.Contains(':', StringComparison.Ordinal) && !alias.Contains(':', StringComparison.Ordinal) ? $"{alias}:latest" : alias;
}

/// <summary>A name of the operator, and the model that answers to it.</summary>
/// <param name="Name">The name, with its tag where the model's has one.</param>
/// <param name="Model">The first model that it leads to and that a host has.</param>
public sealed record FleetAlias(string Name, ModelDescription Model);
