using System.Text.Json;
using Conductor.Core.Routing;

namespace Conductor.Server.Http.Native;

/// <summary>Writes what names of models mean, and which of them lead to no host that is known.</summary>
internal static class NameReport
{
    public static void Write(Utf8JsonWriter json, FleetSnapshot fleet)
    {
        json.WriteStartArray("names");
        foreach (var plan in fleet.Names.Plans.OrderBy(plan => plan.Name, StringComparer.Ordinal))
        {
            var models = fleet.Names.Resolve(plan.Name).Select(step => step.Model).ToArray();
            json.WriteStartObject();
            json.WriteString("name", plan.Name);
            Write(json, "models", models);
            // Known only once every host has said what it has.
            Write(json, "nowhere", fleet.IsSettled ? models.Where(model => !fleet.Hosts.Any(host => Has(host, model))) : []);
            json.WriteBoolean("preload", plan.Preload);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static bool Has(HostSnapshot host, string model) => host.Findings.Models.Any(one => Core.Models.ModelName.AreSame(one.Name, model));

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> models)
    {
        json.WriteStartArray(name);
        foreach (var model in models)
            json.WriteStringValue(model);
        json.WriteEndArray();
    }
}
