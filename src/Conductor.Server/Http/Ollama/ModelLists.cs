using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Core.Routing;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>Serves <c>/api/tags</c> and <c>/api/ps</c>: the lists of all hosts as one, each model once, as its host describes it.</summary>
internal sealed class ModelLists(FleetView fleet)
{
    /// <summary>The models that there are, the newest first.</summary>
    public async Task TagsAsync(HttpContext context)
    {
        var hosts = (await fleet.LookAsync(context.RequestAborted)).ActiveHosts;
        var models = hosts.SelectMany(host => host.Findings.Models).Select(model => (model.Name, model.Listing));
        await WriteAsync(context, models.OrderByDescending(model => TimeOf(model.Listing, "modified_at")));
    }

    /// <summary>The models in memory, the one that stays longest first.</summary>
    public async Task ResidentAsync(HttpContext context)
    {
        // What a host held in memory when it was last seen says nothing once it is down.
        var hosts = (await fleet.LookAsync(context.RequestAborted)).ActiveHosts.Where(host => host.Health == HostHealth.Up);
        var models = hosts.SelectMany(host => host.Findings.Resident).Select(model => (model.Name, model.Listing));
        await WriteAsync(context, models.OrderByDescending(model => TimeOf(model.Listing, "expires_at")));
    }

    private static async Task WriteAsync(HttpContext context, IEnumerable<(string Name, JsonElement Listing)> models)
    {
        using var body = new WholeBody(context);
        body.Output.Raw("{\"models\":["u8);
        var isFirst = true;
        foreach (var (_, listing) in models.DistinctBy(model => ModelName.Normalize(model.Name)))
        {
            if (!isFirst)
                body.Output.Raw(","u8);
            isFirst = false;
            JsonPieces.Write(body.Output, JsonMarshal.GetRawUtf8Value(listing));
        }
        body.Output.Raw("]}"u8);
        await body.FinishAsync();
    }

    private static DateTimeOffset TimeOf(JsonElement listing, string field) =>
        listing.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at)
            ? at
            : DateTimeOffset.MinValue;
}
