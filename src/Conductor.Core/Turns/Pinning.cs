using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Core.Turns;

/// <summary>Puts what the operator has pinned to the names that led to a place into a request.</summary>
internal static class Pinning
{
    /// <summary>
    /// The request as that place is asked: its own name for the model, pinned options that decide how the model is loaded in place of the caller's,
    /// others where the caller says nothing, and so with how long the model is kept. Nothing else is touched.
    /// </summary>
    public static ModelRequest Apply(ModelRequest request, in RouteCandidate place)
    {
        var asked = request.Model == place.Model ? request : request with { Model = place.Model };
        if (place.Pins.IsDefaultOrEmpty)
            return asked;
        var parameters = asked.Parameters.ToList();
        PinOptions(parameters, place.Pins);
        if (place.Pins.Select(pin => pin.KeepAlive).FirstOrDefault(keep => keep is not null) is { } keepAlive && asked.Parameter("keep_alive") is null)
            parameters.Add(new("keep_alive", keepAlive));
        return asked with { Parameters = parameters };
    }

    /// <summary>The time-outs of the model's own; null for those of the host.</summary>
    public static TurnTimeouts? Timeouts(in RouteCandidate place) =>
        place.Pins.IsDefaultOrEmpty ? null : place.Pins.Select(pin => pin.Timeouts).FirstOrDefault(timeouts => timeouts is not null);

    private static void PinOptions(List<KeyValuePair<string, JsonElement>> parameters, ImmutableArray<ModelPlan> pins)
    {
        // The outermost name comes first, and the first that says something counts.
        var pinned = pins.SelectMany(pin => pin.Options).DistinctBy(option => option.Key).ToDictionary(option => option.Key, option => option.Value);
        if (pinned.Count == 0)
            return;
        var at = parameters.FindIndex(parameter => parameter.Key == "options");
        var asked = at >= 0 && parameters[at].Value.ValueKind == JsonValueKind.Object ? parameters[at].Value : (JsonElement?)null;
        var options = new KeyValuePair<string, JsonElement>("options", Merge(asked, pinned));
        if (at >= 0)
            parameters[at] = options;
        else
            parameters.Add(options);
    }

    private static JsonElement Merge(JsonElement? asked, Dictionary<string, JsonElement> pinned)
    {
        var merged = new List<KeyValuePair<string, JsonElement>>();
        if (asked is { } own)
            foreach (var option in own.EnumerateObject())
                merged.Add(new(option.Name, LoadKey.Decides(option.Name) && pinned.TryGetValue(option.Name, out var instead) ? instead : option.Value));
        merged.AddRange(pinned.Where(option => !merged.Exists(one => one.Key == option.Key)));
        return Write(merged);
    }

    private static JsonElement Write(List<KeyValuePair<string, JsonElement>> options)
    {
        var buffer = new ArrayBufferWriter<byte>();
#pragma warning disable CA2000, MA0042, MA0045 // Writes into memory; there is nothing to wait for or to lose.
        using (var writer = new Utf8JsonWriter(buffer))
#pragma warning restore CA2000, MA0042, MA0045
        {
            writer.WriteStartObject();
            foreach (var (name, value) in options)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
