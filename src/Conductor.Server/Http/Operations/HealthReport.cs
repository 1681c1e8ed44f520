using System.Text.Json;
using Conductor.Core.Conducting;
using Conductor.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Operations;

/// <summary>
/// Serves <c>/health/live</c> (the process answers) and <c>/health/ready</c> (it takes turns, and knows a host that can answer them), for
/// those who restart it and those who send it traffic. Both answer at once from what is known; they ask no host and cost no model.
/// </summary>
/// <param name="conductor">The conductor.</param>
/// <param name="stopping">Cancelled when the process has begun to stop.</param>
internal sealed class HealthReport(IConductor conductor, CancellationToken stopping)
{
    /// <summary>200, as long as the process can say so.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, null);

    /// <summary>200, or 503 with the reason.</summary>
    public Task ReadyAsync(HttpContext context) => WriteAsync(context, WhyNotReady());

    private string? WhyNotReady()
    {
        if (stopping.IsCancellationRequested)
            return "Conductor is stopping: the answers that run may end, and no more are begun.";
        var fleet = conductor.Fleet;
        if (fleet.ActiveHosts.Any(host => host.Health == HostHealth.Up && host.Findings.Models.Count > 0))
            return null;
        if (!fleet.IsSettled)
            return "Not every host has answered yet.";
        return fleet.Hosts.FirstOrDefault(host => host.Problem is not null)?.Problem ?? "No host has a model.";
    }

    private static async Task WriteAsync(HttpContext context, string? whyNot)
    {
        context.Response.StatusCode = whyNot is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", whyNot is null ? "ok" : "unavailable");
        if (whyNot is not null)
            json.WriteString("reason", whyNot);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
