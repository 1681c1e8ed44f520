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
        var known = fleet.ActiveHosts.SelectMany(host => host.Findings.Models).Select(model => model.Name).Distinct().ToArray();
        if (known.Length == 0 && Down(fleet) is { } down)
            return down;
        var near = NearNames.Of(wanted, known, MostNear);
        var hint = near.Length == 0 ? "" : $" (there is: {string.Join(", ", near)})";
        return new Ending(StreamEnd.BackendRefused, $"model '{wanted}' not found{hint}", Status: 404);
    }

    // A host that does not answer may well have the model: that is a failure, not a "not found".
    private static Ending? Down(FleetSnapshot fleet) =>
        fleet.Hosts.FirstOrDefault(host => host.Problem is not null) is { } down ? new Ending(StreamEnd.BackendFailed, down.Problem, Status: 503) : null;
}
