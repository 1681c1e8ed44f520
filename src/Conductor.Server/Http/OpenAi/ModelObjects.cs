using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi;

/// <summary>Serves <c>/v1/models</c> and <c>/v1/models/{id}</c>: the models of all hosts, each once.</summary>
internal sealed class ModelObjects(FleetView fleet)
{
    /// <summary>Where one model is: its id follows.</summary>
    public const string Prefix = "/v1/models/";

    /// <summary>All models, the newest first.</summary>
    public async Task ListAsync(HttpContext context)
    {
        // An id is one here, whatever contents it stands for.
        var models = FleetView.ModelsOf(await fleet.LookAsync(context.RequestAborted)).DistinctBy(model => ModelName.Normalize(model.Name));
        using var body = new WholeBody(context);
        body.Output.Raw("{\"object\":\"list\",\"data\":"u8);
        var isFirst = true;
        foreach (var model in models)
        {
            body.Output.Raw(isFirst ? "["u8 : ","u8);
            isFirst = false;
            Write(body.Output, model, model.Name);
        }
        // As Ollama has it: the list of nothing is null.
        body.Output.Raw(isFirst ? "null}"u8 : "]}"u8);
        await body.FinishAsync();
    }

    /// <summary>One model.</summary>
    public async Task GetAsync(HttpContext context, string path)
    {
        var name = Uri.UnescapeDataString(path[Prefix.Length..]);
        var models = FleetView.ModelsOf(await fleet.LookAsync(context.RequestAborted));
        if (models.FirstOrDefault(model => ModelName.AreSame(model.Name, name)) is not { } found)
        {
            await OpenAiErrors.WriteAsync(context, new Refusal(StatusCodes.Status404NotFound, $"model '{name}' not found"));
            return;
        }
        using var body = new WholeBody(context);
        Write(body.Output, found, name);
        await body.FinishAsync();
    }

    private static void Write(OutputBuffer output, ModelDescription model, string name)
    {
        output.Raw("{\"id\":"u8);
        GoText.WriteQuoted(output, name);
        output.Raw(",\"object\":\"model\",\"created\":"u8);
        output.Number(Created(model));
        output.Raw(",\"owned_by\":"u8);
        GoText.WriteQuoted(output, Owner(name));
        output.Raw("}"u8);
    }

    private static long Created(ModelDescription model) =>
        model.Listing.TryGetProperty("modified_at", out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at)
            ? at.ToUnixTimeSeconds()
            : 0;

    // The part before the slash, without a registry before it; what has none is of the library.
    private static string Owner(string name) => name.Split('/') is [.., var owner, _] ? owner : "library";
}
