using System.Text.Json;
using Conductor.Core.Models;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>
/// Serves <c>POST /conductor/v1/route</c>: takes what <c>/api/chat</c> takes, with the same headers, and answers where it would run and why. Nothing is run.
/// </summary>
internal sealed class RouteReport(FleetView view, HttpOptions options, TimeProvider time)
{
    public async Task WriteAsync(HttpContext context)
    {
        var (body, refusal) = await RequestBody.ReadAsync(context, options.MaxRequestBytes);
        if (refusal is null && RequestBody.TryParse(body, out var document, out refusal) && CallerHints.TryRead(context, out var hints, out refusal))
            await ExplainAsync(context, OllamaFields.Of(RequestShape.Chat, document.RootElement), hints);
        else
            await OllamaErrors.WriteAsync(context, refusal!);
    }

    private async Task ExplainAsync(HttpContext context, OllamaFields fields, CallerHints hints)
    {
        if (fields.Problem is { } problem)
        {
            await OllamaErrors.WriteAsync(context, problem);
            return;
        }
        var fleet = await view.LookAsync(context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        RouteExplanation.Write(json, fields.Request, hints.Task, fleet, time);
        await json.FlushAsync(context.RequestAborted);
    }
}
