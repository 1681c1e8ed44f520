using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Server.Http;

/// <summary>The fleet as lists see it: as fresh as can be had in a short time.</summary>
internal sealed class FleetView(IConductor conductor, HttpOptions options, TimeProvider time)
{
    /// <summary>Asks hosts whose answer is old, and waits for them, but not for long; then says what is known.</summary>
    public async ValueTask<FleetSnapshot> LookAsync(CancellationToken gone)
    {
        try
        {
            // The wait ends, not the question: what comes later is there for the next one.
            return await conductor.RefreshFleetAsync(options.ListMaxAge, CancellationToken.None).WaitAsync(options.ListPatience, time, gone);
        }
        catch (TimeoutException)
        {
            return conductor.Fleet;
        }
    }

    /// <summary>
    /// The models of all hosts, the newest first, each once, and the names that the operator has given them. Those of one name whose contents (digests)
    /// differ are different models, and listed so.
    /// </summary>
    public static IEnumerable<ModelDescription> ModelsOf(FleetSnapshot fleet) => Once(
        fleet.ActiveHosts.SelectMany(host => host.Findings.Models.Select(model => (model, Of(host, model.Name, model.Listing)))).Concat(Aliases(fleet)), "modified_at");

    /// <summary>The models in memory of hosts that answer, each once as above, the one that stays longest first.</summary>
    public static IEnumerable<ResidentModel> ResidentOf(FleetSnapshot fleet) => Once(
        fleet.ActiveHosts
            // What a host held in memory when it was last seen says nothing once it is down.
            .Where(host => host.Health == HostHealth.Up)
            .SelectMany(host => host.Findings.Resident.Select(model => (model, Of(host, model.Name, model.Listing)))), "expires_at");

    private static IEnumerable<T> Once<T>(IEnumerable<(T Model, Listed Listed)> all, string time)
    {
        var found = all.OrderByDescending(one => TimeOf(one.Listed.Listing, time)).ToList();
        var known = found.Where(one => one.Listed.Digest is not null).Select(one => one.Listed.Name).ToHashSet(StringComparer.Ordinal);
        // One whose contents nobody knows is taken for what others have by this name.
        return found.Where(one => one.Listed.Digest is not null || !known.Contains(one.Listed.Name))
            .DistinctBy(one => (one.Listed.Name, one.Listed.Digest))
            .Select(one => one.Model);
    }

    private static IEnumerable<(ModelDescription Model, Listed Listed)> Aliases(FleetSnapshot fleet) =>
        from alias in FleetAliases.Of(fleet)
        let listing = Renamed(alias.Model.Listing, alias.Name)
        select (new ModelDescription(alias.Name, listing), new Listed(ModelName.Normalize(alias.Name), null, listing));

    // All else is the model's own, in its own order.
    private static JsonElement Renamed(JsonElement listing, string name)
    {
        if (listing.ValueKind != JsonValueKind.Object)
            return listing;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in listing.EnumerateObject())
            {
                json.WritePropertyName(property.Name);
                if (property.Name is "name" or "model")
                    json.WriteStringValue(name);
                else
                    json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    // Only an Ollama tells what is in a model; what stands in the lists of others in its place is made of the name.
    private static Listed Of(HostSnapshot host, string name, JsonElement listing) => new(
        ModelName.Normalize(name),
        host.Kind == "ollama" && listing.TryGetProperty("digest", out var digest) && digest.ValueKind == JsonValueKind.String ? digest.GetString() : null,
        listing);

    private static DateTimeOffset TimeOf(JsonElement listing, string field) =>
        listing.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at)
            ? at
            : DateTimeOffset.MinValue;

    private readonly record struct Listed(string Name, string? Digest, JsonElement Listing);
}
