using System.Reflection;
using System.Text.Json;
using Conductor.Core.Conducting;
using Conductor.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>
/// Serves <c>/conductor/v1/status</c>: what this conductor knows of its hosts, at once and without asking them. It is also how other
/// programs recognise a conductor.
/// </summary>
internal sealed class StatusReport(IConductor conductor, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>The version of the product.</summary>
    public static string Version { get; } =
        typeof(StatusReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(json, conductor.Fleet);
        await json.FlushAsync(context.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, FleetSnapshot fleet)
    {
        json.WriteStartObject();
        json.WriteString("product", "conductor");
        json.WriteString("version", Version);
        json.WriteNumber("uptime_seconds", Math.Round(time.GetElapsedTime(_startedAt).TotalSeconds, 3));
        json.WriteBoolean("settled", fleet.IsSettled);
        json.WriteString("default_model", fleet.DefaultModel);
        json.WriteStartArray("hosts");
        foreach (var host in fleet.Hosts)
            Write(json, host);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HostSnapshot host)
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
        json.WriteBoolean("stand_in", host.IsStandIn);
        WriteNames(json, "models", host.Findings.Models.Select(model => model.Name));
        WriteNames(json, "resident", host.Health == HostHealth.Up ? host.Findings.Resident.Select(model => model.Name) : []);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> models)
    {
        json.WriteStartArray(name);
        foreach (var model in models)
            json.WriteStringValue(model);
        json.WriteEndArray();
    }
}
