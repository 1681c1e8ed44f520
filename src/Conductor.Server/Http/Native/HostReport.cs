using System.Text.Json;
using Conductor.Core.Backends;
using Conductor.Core.Models;
using Conductor.Core.Routing;

namespace Conductor.Server.Http.Native;

/// <summary>Writes what is known of one host, its live counts included.</summary>
internal sealed class HostReport(TimeProvider time)
{
    public void Write(Utf8JsonWriter json, HostSnapshot host)
    {
        json.WriteStartObject();
        json.WriteString("name", host.Name);
        json.WriteString("kind", host.Kind);
        json.WriteString("address", host.Address);
        json.WriteString("health", host.Health switch
        {
            HostHealth.Up => "up",
            HostHealth.Down => "down",
            _ => "unknown",
        });
        json.WriteString("problem", host.Problem);
        json.WriteString("version", host.Findings.Version);
        json.WriteNumber("parallel", host.Parallel);
        json.WriteNumber("weight", host.Weight);
        json.WriteBoolean("stand_in", host.IsStandIn);
        WriteGauge(json, host.Gauge);
        WriteNames(json, "models", host.Findings.Models.Select(model => model.Name));
        // What a host held in memory when it was last seen says nothing once it is down.
        WriteNames(json, "resident", host.Health == HostHealth.Up ? host.Findings.Resident.Select(model => model.Name) : []);
        json.WriteStartArray("places");
        foreach (var model in host.Findings.Models)
            WritePlace(json, host, model.Name);
        json.WriteEndArray();
        json.WriteStartObject("timeouts");
        WriteTimeouts(json, host.Timeouts);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePlace(Utf8JsonWriter json, HostSnapshot host, string model)
    {
        var gauge = host.Models.Of(model);
        var resident = host.Health == HostHealth.Up ? host.Findings.Resident.FirstOrDefault(one => ModelName.AreSame(one.Name, model)) : null;
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteBoolean("resident", resident is not null);
        if (resident?.ExpiresAt is { } expires)
            json.WriteString("resident_until", expires);
        json.WriteNumber("serving", gauge.Serving);
        json.WriteNumber("waiting", gauge.Waiting);
        json.WriteNumber("draining", gauge.Draining);
        WriteGauge(json, gauge);
        WriteSeconds(json, "service_seconds", gauge.ServiceSeconds);
        WriteSeconds(json, "first_token_seconds", gauge.FirstTokenSeconds);
        WriteSeconds(json, "load_seconds", gauge.LoadSeconds);
        json.WriteEndObject();
    }

    private void WriteGauge(Utf8JsonWriter json, BackendGauge gauge)
    {
        var (now, second) = (time.GetTimestamp(), time.TimestampFrequency);
        json.WriteString("circuit", gauge.IsOnTrial ? "trial" : gauge.RestUntil > now ? "open" : "closed");
        if (gauge.RestUntil > now)
            WriteSeconds(json, "rest_seconds", (double)(gauge.RestUntil - now) / second);
        json.WriteNumber("error_rate", Math.Round(gauge.ErrorRate(now, second), 3));
    }

    private static void WriteTimeouts(Utf8JsonWriter json, TurnTimeouts timeouts)
    {
        WriteLimit(json, "queue", timeouts.Queue);
        WriteLimit(json, "load", timeouts.Load);
        WriteLimit(json, "first_token", timeouts.FirstToken);
        WriteLimit(json, "idle", timeouts.Idle);
        WriteLimit(json, "stall", timeouts.Stall);
        WriteLimit(json, "total", timeouts.Total);
    }

    private static void WriteLimit(Utf8JsonWriter json, string name, TimeSpan limit)
    {
        if (limit == Timeout.InfiniteTimeSpan)
            json.WriteNull(name);
        else
            json.WriteNumber(name, limit.TotalSeconds);
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, double seconds)
    {
        if (seconds > 0)
            json.WriteNumber(name, Math.Round(seconds, 3));
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> models)
    {
        json.WriteStartArray(name);
        foreach (var model in models)
            json.WriteStringValue(model);
        json.WriteEndArray();
    }
}
