using Conductor.Core.Conducting;
using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Ollama;

/// <summary>Serves <c>/api/chat</c> and <c>/api/generate</c>. Safe for concurrent callers.</summary>
internal sealed class OllamaTurns(IConductor conductor, HttpOptions options, TimeProvider time)
{
    // A batch goes out when nothing more is there, or when it has this size.
    private const int BatchBytes = 32 * 1024;

    /// <summary>A caller who sends this header and no model wants the default one, where an Ollama would refuse.</summary>
    private const string DefaultModelHeader = "X-Conductor-Default-Model";

    private const string HostHeader = "X-Conductor-Host";

    public Task ChatAsync(HttpContext context) => ServeAsync(context, RequestShape.Chat);

    public Task GenerateAsync(HttpContext context) => ServeAsync(context, RequestShape.Generate);

    private async Task ServeAsync(HttpContext context, RequestShape shape)
    {
        var (body, refusal) = await RequestBody.ReadAsync(context, options.MaxRequestBytes);
        if (refusal is null && RequestBody.TryParse(body, out var document, out refusal)
            && OllamaCall.TryRead(shape, document.RootElement, out var call, out refusal)
            && IsModelNamed(context, call.Request, out refusal))
            await AnswerAsync(context, call);
        else
            await OllamaErrors.WriteAsync(context, refusal!);
    }

    private async Task AnswerAsync(HttpContext context, OllamaCall call)
    {
        using var turn = await CallerTurn.StartAsync(conductor, call.Request, Caller.Of(context), context.RequestAborted);
        if (turn is null || await turn.ReadAsync() is not { IsThere: true, Entry: var first })
            return;
        if (turn.Host is { } host)
            context.Response.Headers[HostHeader] = Uri.EscapeDataString(host);
        var shape = AnswerShape.Of(call.Request.Shape);
        var lines = new AnswerLines(shape, call.Request.Model, new AnswerClock(time));
        // Loading and unloading a model is answered with one object, whatever was asked for.
        if (call.Stream && first.Ending is not { IsWhole: false } && first.Usage?.FinishReason is not ("load" or "unload"))
            await StreamAsync(context, turn, first, lines);
        else
            await CollectAsync(context, turn, first, shape, lines);
    }

    private static async Task CollectAsync(HttpContext context, CallerTurn turn, LogEntry first, AnswerShape shape, AnswerLines lines)
    {
        if (await AnswerSummary.ReadAsync(turn, first) is not { } answer)
            return;
        if (answer.Ending.IsWhole)
            await WholeAnswer.WriteAsync(context, turn.Log, answer, shape, lines);
        else
            await OllamaErrors.WriteAsync(context, EndingRefusals.Of(answer.Ending));
    }

    private static async Task StreamAsync(HttpContext context, CallerTurn turn, LogEntry entry, AnswerLines lines)
    {
        using var body = StreamedBody.Begin(context, "application/x-ndjson");
        var stream = new LineStream(turn, lines, body);
        var isThere = true;
        while (isThere)
        {
            lines.Stamp();
            do
                stream.Take(entry);
            while (!stream.HasEnded && body.Batched < BatchBytes && turn.TryRead(out entry));
            if (stream.HasEnded)
            {
                await stream.EndAsync();
                return;
            }
            if (!await body.FlushAsync())
                return;
            (isThere, entry) = await turn.ReadAsync();
        }
    }

    private static bool IsModelNamed(HttpContext context, ModelRequest request, out Refusal? refusal)
    {
        refusal = null;
        if (request.Model.Length > 0 || context.Request.Headers.ContainsKey(DefaultModelHeader))
            return true;
        refusal = request.Shape == RequestShape.Chat
            ? new Refusal(StatusCodes.Status400BadRequest, "model is required")
            : new Refusal(StatusCodes.Status404NotFound, "model '' not found");
        return false;
    }
}
