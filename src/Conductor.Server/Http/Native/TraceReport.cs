using System.Text.Json;
using Conductor.Server.Http.Ollama;
using Conductor.Server.Telemetry.Following;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Native;

/// <summary>
/// Serves <c>/conductor/v1/trace</c>: the steps of turns that begin from now on, each as a line of JSON the moment it happens, until the caller leaves.
/// No words of a prompt or an answer are in it.
/// </summary>
internal sealed class TraceReport
{
    /// <summary>Callers who may follow at a time.</summary>
    public const int MostFollowers = 16;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private int _followers;

    public async Task WriteAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _followers) > MostFollowers)
                await OllamaErrors.WriteAsync(context, new Refusal(StatusCodes.Status503ServiceUnavailable, $"{MostFollowers} follow turns already; let one of them go first"));
            else
                await FollowAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    private static async Task FollowAsync(HttpContext context)
    {
        using var follower = new TurnFollower();
        context.Response.ContentType = "application/x-ndjson";
        // Whoever reads the headers may begin a turn: it is heard.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        var missed = 0L;
        await foreach (var step in follower.Steps.ReadAllAsync(context.RequestAborted))
        {
            Write(json, step, follower.Missed - missed);
            missed = follower.Missed;
            await json.FlushAsync(context.RequestAborted);
            json.Reset();
            await context.Response.BodyWriter.WriteAsync(NewLine, context.RequestAborted);
        }
    }

    private static void Write(Utf8JsonWriter json, TurnStep step, long missed)
    {
        json.WriteStartObject();
        json.WriteString("turn", step.Turn);
        json.WriteString("step", step.Kind switch
        {
            StepKind.Began => "began",
            StepKind.Routed => "routed",
            StepKind.StageBegan => "stage",
            StepKind.StageEnded => "stage_over",
            _ => "ended",
        });
        json.WriteString("at", step.At);
        json.WriteString("name", step.Name);
        if (step.Seconds is { } seconds)
            json.WriteNumber("seconds", Math.Round(seconds, 6));
        WriteText(json, "host", step.Host);
        WriteText(json, "model", step.Model);
        WriteText(json, "reason", step.Reason);
        if (step.InputTokens is { } input)
            json.WriteNumber("input_tokens", input);
        if (step.OutputTokens is { } output)
            json.WriteNumber("output_tokens", output);
        if (missed > 0)
            json.WriteNumber("missed", missed);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }
}
