using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Server.Http.Native;

/// <summary>Says where a request would run, and why there and nowhere else. Asks no host anything.</summary>
public static class RouteExplanation
{
    // More than a fleet has places for one model, and a bound all the same.
    private const int MostPlaces = 100;

    /// <summary>Writes the explanation as one JSON object.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="request">The request.</param>
    /// <param name="task">The kind of work, where the caller said it.</param>
    /// <param name="fleet">What is known of the hosts.</param>
    /// <param name="time">The clock.</param>
    public static void Write(Utf8JsonWriter json, ModelRequest request, TaskKind? task, FleetSnapshot fleet, TimeProvider time)
    {
        var facts = RouteFacts.Of(request, time, task);
        var plan = Router.Plan(facts, fleet, MostPlaces);
        json.WriteStartObject();
        json.WriteString("model", request.Model);
        json.WriteString("task", TaskClass.WordOf(task ?? TaskClassifier.Classify(facts.Prompt, facts.Needs)));
        json.WriteString("refusal", plan.Refusal?.Detail);
        json.WriteStartArray("places");
        foreach (var place in plan.Candidates)
            Write(json, place);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in RouteCandidate place)
    {
        json.WriteStartObject();
        json.WriteString("host", place.Host);
        json.WriteString("model", place.Model);
        json.WriteBoolean("open", place.IsOpen);
        json.WriteNumber("score", Math.Round(place.Score, 1));
        json.WriteNumber("expected_seconds", Math.Round(place.Rating.Seconds, 2));
        json.WriteBoolean("resident", place.IsResident);
        json.WriteNumber("stand_in", place.Rating.Step);
        json.WriteNumber("ahead", place.Rating.Ahead);
        json.WriteNumber("slots", place.Rating.Slots);
        json.WriteString("reason", place.Reason);
        json.WriteEndObject();
    }
}
