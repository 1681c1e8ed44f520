using System.Text.Json;
using Conductor.Core.Models;

namespace Conductor.Core.Routing;

/// <summary>A model on a host, with all that the router must know of it looked up beforehand. Immutable but for its gauges.</summary>
internal sealed record ModelOnHost(HostSnapshot Host, string Model, BackendGauge Gauge)
{
    /// <summary>The host holds it in memory.</summary>
    public bool IsResident { get; init; }

    /// <summary>The context that it is loaded with; null where that is not known.</summary>
    public int? LoadedContext { get; init; }

    /// <summary>The other load options that it is loaded with, as far as is known.</summary>
    public string LoadedOthers { get; init; } = "";

    /// <summary>What it can; null where nobody says.</summary>
    public ModelNeeds? Can { get; init; }

    /// <summary>Tokens that it takes in; null where nobody says.</summary>
    public int? Context { get; init; }
}

/// <summary>Who has which model: one snapshot, turned around. Immutable.</summary>
internal sealed class FleetIndex
{
    private readonly Dictionary<string, ModelOnHost[]> _byModel = new(ModelNameComparer.Instance);

    public FleetIndex(FleetSnapshot fleet)
    {
        var found = new Dictionary<string, List<ModelOnHost>>(ModelNameComparer.Instance);
        foreach (var host in fleet.Hosts)
        {
            var resident = host.Findings.Resident.GroupBy(one => one.Name, ModelNameComparer.Instance)
                .ToDictionary(group => group.Key, group => group.First(), ModelNameComparer.Instance);
            foreach (var model in host.Findings.Models)
            {
                if (!found.TryGetValue(model.Name, out var places))
                    found.Add(model.Name, places = []);
                // A host that lists a model twice has it once.
                if (!places.Exists(place => place.Host == host))
                    places.Add(Place(host, model, resident.GetValueOrDefault(model.Name), fleet.Names.Find(model.Name)));
            }
        }
        foreach (var (model, places) in found)
            _byModel.Add(model, [.. places]);
    }

    /// <summary>Where a model is, in the order of the configuration.</summary>
    public ReadOnlySpan<ModelOnHost> Find(string model) => _byModel.GetValueOrDefault(model);

    /// <summary>The context that a model is loaded with; null where the host does not say.</summary>
    public static int? LoadedContext(ResidentModel resident) => Number(resident.Listing, "context_length");

    private static ModelOnHost Place(HostSnapshot host, ModelDescription model, ResidentModel? resident, ModelPlan? plan) =>
        new(host, model.Name, host.Models.Of(model.Name))
        {
            IsResident = resident is not null,
            LoadedContext = resident is null ? null : LoadedContext(resident),
            LoadedOthers = host.LoadedWith.IsEmpty ? "" : host.LoadedWith.GetValueOrDefault(ModelName.Normalize(model.Name), ""),
            Can = plan?.Capabilities ?? Capabilities(model.Listing),
            Context = plan?.Context ?? Number(model.Listing, "context_length"),
        };

    private static int? Number(JsonElement? listing, string name) =>
        listing is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number) && number > 0 ? number : null;

    private static ModelNeeds? Capabilities(JsonElement listing)
    {
        if (listing.ValueKind != JsonValueKind.Object || !listing.TryGetProperty("capabilities", out var all) || all.ValueKind != JsonValueKind.Array)
            return null;
        var can = ModelNeeds.None;
        foreach (var one in all.EnumerateArray())
            can |= one.ValueKind != JsonValueKind.String ? ModelNeeds.None : one.GetString() switch
            {
                "tools" => ModelNeeds.Tools,
                "vision" => ModelNeeds.Vision,
                "thinking" => ModelNeeds.Thinking,
                "embedding" => ModelNeeds.Embeddings,
                _ => ModelNeeds.None,
            };
        return can;
    }
}
