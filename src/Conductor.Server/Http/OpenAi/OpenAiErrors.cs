using System.Globalization;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi;

/// <summary>Refusals in the OpenAI API's form.</summary>
internal static class OpenAiErrors
{
    /// <summary>Answers with a refusal.</summary>
    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        // Ollama has other words for it here.
        if (refusal == RequestBody.Missing)
            refusal = refusal with { Message = "EOF" };
        using var body = new WholeBody(context, refusal.Status);
        Write(body.Output, refusal);
        if (refusal.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await body.FinishAsync();
    }

    /// <summary>Writes the object.</summary>
    public static void Write(OutputBuffer output, Refusal refusal)
    {
        output.Raw("{\"error\":{\"message\":"u8);
        GoText.WriteQuoted(output, refusal.Message);
        output.Raw(",\"type\":"u8);
        GoText.WriteQuoted(output, TypeOf(refusal.Status));
        output.Raw(",\"param\":null,\"code\":"u8);
        if (refusal.Code is null)
            output.Raw("null"u8);
        else
            GoText.WriteQuoted(output, refusal.Code);
        output.Raw("}}"u8);
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge => "invalid_request_error",
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        _ => "api_error",
    };
}
