using System.Globalization;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>Refusals in Ollama's form: the status, and one object with the reason.</summary>
internal static class OllamaErrors
{
    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        using var body = new WholeBody(context, refusal.Status);
        body.Output.Raw("{\"error\":"u8);
        GoText.WriteQuoted(body.Output, refusal.Message);
        body.Output.Raw("}"u8);
        if (refusal.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await body.FinishAsync();
    }

    /// <summary>Answers that nothing takes this path (404), or this method on it (405), in Ollama's bare words.</summary>
    public static async Task WriteNoRouteAsync(HttpContext context, int status)
    {
        context.Response.ContentType = "text/plain";
        using var body = new WholeBody(context, status);
        body.Output.Raw(status == StatusCodes.Status405MethodNotAllowed ? "405 method not allowed"u8 : "404 page not found"u8);
        await body.FinishAsync();
    }
}
