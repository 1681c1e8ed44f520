using System.Reflection;
using System.Text.Json;
using Conductor.Core.Conducting;
using Conductor.Core.Hosts;
using Conductor.Core.Routing;
using Conductor.Server.Configuration.Reloading;
using Conductor.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>
/// Serves <c>/conductor/v1/status</c>: what this conductor knows of its hosts, at once and without asking them. It is also how other
/// programs recognise a conductor.
/// </summary>
internal sealed class StatusReport(IConductor conductor, ConfigurationState configuration, RecentErrors errors, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly HostReport _hosts = new(time);
    private readonly InsightReport _insight = new(conductor, errors, time);

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
        json.WriteString("node", Environment.MachineName);
        json.WriteString("version", Version);
        json.WriteNumber("uptime_seconds", Math.Round(time.GetElapsedTime(_startedAt).TotalSeconds, 3));
        json.WriteBoolean("settled", fleet.IsSettled);
        json.WriteString("default_model", fleet.DefaultModel);
        WriteProcess(json);
        Write(json, configuration.News);
        json.WriteStartArray("hosts");
        foreach (var host in fleet.Hosts)
            _hosts.Write(json, host);
        json.WriteEndArray();
        NameReport.Write(json, fleet);
        json.WriteStartArray("warm_up");
        foreach (var model in conductor.WarmUps)
            Write(json, model);
        json.WriteEndArray();
        json.WriteNumber("greetings", conductor.Greetings);
        _insight.Write(json);
        json.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter json)
    {
        json.WriteStartObject("process");
        json.WriteNumber("id", Environment.ProcessId);
        json.WriteNumber("memory_bytes", Environment.WorkingSet);
        json.WriteNumber("heap_bytes", GC.GetTotalMemory(forceFullCollection: false));
        json.WriteNumber("threads", ThreadPool.ThreadCount);
        json.WriteNumber("work_waiting", ThreadPool.PendingWorkItemCount);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConfigurationNews news)
    {
        json.WriteStartObject("configuration");
        json.WriteString("file", news.File);
        if (news.AppliedAt is { } appliedAt)
            json.WriteString("applied_at", appliedAt);
        json.WriteNumber("changes_applied", news.Applied);
        json.WriteString("problem", news.Problem);
        json.WriteStartArray("wait_for_start");
        foreach (var key in news.WaitForStart)
            json.WriteStringValue(key);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WarmUpState model)
    {
        json.WriteStartObject();
        json.WriteString("model", model.Model);
        json.WriteString("stage", model.Stage switch
        {
            WarmUpStage.Loading => "loading",
            WarmUpStage.Loaded => "loaded",
            _ => "waiting",
        });
        json.WriteString("host", model.Host);
        json.WriteString("reason", model.Reason);
        json.WriteEndObject();
    }
}
