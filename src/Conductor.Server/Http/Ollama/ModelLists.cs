using System.Runtime.InteropServices;
using System.Text.Json;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>Serves <c>/api/tags</c> and <c>/api/ps</c>: the lists of all hosts as one, each model once, as its host describes it.</summary>
internal sealed class ModelLists(FleetView fleet)
{
    /// <summary>The models that there are.</summary>
    public async Task TagsAsync(HttpContext context) =>
        await WriteAsync(context, FleetView.ModelsOf(await fleet.LookAsync(context.RequestAborted)).Select(model => model.Listing));

    /// <summary>The models in memory.</summary>
    public async Task ResidentAsync(HttpContext context) =>
        await WriteAsync(context, FleetView.ResidentOf(await fleet.LookAsync(context.RequestAborted)).Select(model => model.Listing));

    private static async Task WriteAsync(HttpContext context, IEnumerable<JsonElement> listings)
    {
        using var body = new WholeBody(context);
        body.Output.Raw("{\"models\":["u8);
        var isFirst = true;
        foreach (var listing in listings)
        {
            if (!isFirst)
                body.Output.Raw(","u8);
            isFirst = false;
            JsonPieces.Write(body.Output, JsonMarshal.GetRawUtf8Value(listing));
        }
        body.Output.Raw("]}"u8);
        await body.FinishAsync();
    }
}
