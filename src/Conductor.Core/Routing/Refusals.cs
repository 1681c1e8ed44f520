using Conductor.Core.Models;
using Conductor.Core.Streams;

namespace Conductor.Core.Routing;

/// <summary>Why no host can take a request, in words that name the thing and the way out.</summary>
internal static class Refusals
{
    private const int MostNear = 3;

    public static Ending NothingThere(FleetSnapshot fleet)
    {
        if (fleet.Hosts.IsEmpty)
            return new Ending(StreamEnd.BackendRefused, "No host is configured. Name one with --backend URL, or set OLLAMA_HOST.", Status: 503);
        return Down(fleet) ?? new Ending(StreamEnd.BackendRefused, "No host has a model yet. Get one first, for example: ollama pull llama3.2", Status: 404);
    }

    /// <summary>The first words are Ollama's own, because clients look for them.</summary>
    public static Ending NotFound(string wanted, FleetSnapshot fleet)
    {
        var models = fleet.ActiveHosts.SelectMany(host => host.Findings.Models).Select(model => model.Name).ToArray();
        if (models.Length == 0 && Down(fleet) is { } down)
            return down;
        var aliases = fleet.Names.Plans.Where(plan => plan.Target is not null).Select(plan => plan.Name);
        return new Ending(StreamEnd.BackendRefused, $"model '{wanted}' not found{Hint(wanted, [.. models.Concat(aliases).Distinct(ModelNameComparer.Instance)])}", Status: 404);
    }

    private static string Hint(string wanted, string[] known)
    {
        var near = string.Join(", ", NearNames.Of(wanted, known, MostNear));
        return known.Length switch
        {
            0 => "",
            <= MostNear => $" (there is: {near})",
            _ => $" (nearest: {near}; {known.Length - MostNear} more)",
        };
    }

    // A host that does not answer may well have the model: that is a failure, not a "not found".
    private static Ending? Down(FleetSnapshot fleet) =>
        fleet.Hosts.FirstOrDefault(host => host.Problem is not null) is { } down ? new Ending(StreamEnd.BackendFailed, down.Problem, Status: 503) : null;
}
