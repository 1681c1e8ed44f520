using Conductor.Core.Models;
using Conductor.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Store;

/// <summary>A model on a host, for calls that no turn is.</summary>
/// <param name="Host">The host.</param>
/// <param name="Model">What is known of the model.</param>
internal readonly record struct ModelPlace(HostSnapshot Host, ModelDescription Model);

/// <summary>Says on which hosts a call belongs.</summary>
internal static class ModelPlaces
{
    /// <summary>Where a name leads: along its stand-ins, and of each the hosts that answer first.</summary>
    public static List<ModelPlace> Led(FleetSnapshot fleet, string name) => [.. fleet.Names.Resolve(name).SelectMany(step => Of(fleet, step.Model))];

    /// <summary>Every host that has a model of exactly this name, those that answer first.</summary>
    public static IEnumerable<ModelPlace> Of(FleetSnapshot fleet, string name) =>
        from host in fleet.ActiveHosts
        orderby host.Health == HostHealth.Down
        let model = host.Findings.Models.FirstOrDefault(model => ModelName.AreSame(model.Name, name))
        where model is not null
        select new ModelPlace(host, model);

    /// <summary>Why a model cannot be changed although it is listed: only hosts that are no Ollamas have it. Null where that is not so.</summary>
    public static Refusal? OnlyElsewhere(FleetSnapshot fleet, string name)
    {
        var hosts = Of(fleet, name).Select(place => place.Host).ToList();
        return hosts.Count == 0 || hosts.Exists(host => host.Kind == "ollama")
            ? null
            : new Refusal(StatusCodes.Status501NotImplemented, $"model '{name}' is on {hosts[0].Name}, which is no Ollama: what is there is used, but not changed through this conductor");
    }

    /// <summary>The hosts whose models can be changed, in the order of the configuration.</summary>
    public static IEnumerable<HostSnapshot> Stores(FleetSnapshot fleet) => fleet.Hosts.Where(host => host.Kind == "ollama");

    /// <summary>Those of them where a new model goes, best first: where an older one of its name is, then where the fewest bytes of models are.</summary>
    public static IEnumerable<HostSnapshot> WithRoom(FleetSnapshot fleet, string name) => Stores(fleet)
        .Where(host => host.Health != HostHealth.Down)
        .OrderBy(host => !host.Findings.Models.Any(model => ModelName.AreSame(model.Name, name)))
        .ThenBy(host => host.Findings.Models.Sum(Size));

    private static long Size(ModelDescription model) =>
        model.Listing.TryGetProperty("size", out var size) && size.ValueKind == System.Text.Json.JsonValueKind.Number && size.TryGetInt64(out var bytes) ? bytes : 0;
}
