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
}
