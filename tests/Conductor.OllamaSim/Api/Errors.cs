using Conductor.OllamaSim.Json;

namespace Conductor.OllamaSim.Api;

/// <summary>The shapes and words of errors.</summary>
internal static class Errors
{
    public static void WriteNative(GoJson json, string message) => json.Open().Field("error", message).Close();

    public static void WriteOpenAi(GoJson json, int status, string message, string? code)
    {
        json.Open().Name("error").Open().Field("message", message).Field("type", TypeOf(status)).Name("param").Raw("null").Name("code");
        if (code is null) json.Raw("null");
        else json.Text(code);
        json.Close().Close();
    }

    public static string UsualMessage(int status) => status switch
    {
        400 => "invalid request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        429 => "rate limit exceeded, try again later",
        500 => "an error was encountered while running the model",
        502 => "bad gateway",
        503 => "server busy, please try again.  maximum pending requests exceeded",
        504 => "gateway timeout",
        _ => $"status {status}",
    };

    public static string? UsualCode(int status) => status switch
    {
        401 => "invalid_api_key",
        429 => "rate_limit_exceeded",
        _ => null,
    };

    private static string TypeOf(int status) => status switch
    {
        400 => "invalid_request_error",
        404 => "not_found_error",
        _ => "api_error",
    };
}
