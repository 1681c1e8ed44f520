using Conductor.Core.Conducting;
using Conductor.Core.Streams;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.Turns;

/// <summary>
/// Serves every route that asks a model something: reads the request, starts the turn, waits until it is clear whether there is an
/// answer, and only then begins one. Safe for concurrent callers.
/// </summary>
internal sealed class TurnService(IConductor conductor, HttpOptions options, TimeProvider time)
{
    // A batch goes out when nothing more is there, or when it has this size.
    private const int BatchBytes = 32 * 1024;

    private const string HostHeader = "X-Conductor-Host";

    /// <summary>The handler of a route.</summary>
    public RequestDelegate For(CallReader reader) => context => ServeAsync(context, reader);

    private async Task ServeAsync(HttpContext context, CallReader reader)
    {
        var (body, refusal) = await RequestBody.ReadAsync(context, options.MaxRequestBytes);
        if (refusal is null && RequestBody.TryParse(body, out var document, out refusal)
            && reader.TryRead(context, document.RootElement, out var call, out refusal))
            await AnswerAsync(context, call, reader);
        else
            await reader.RefuseAsync(context, refusal!);
    }

    private async Task AnswerAsync(HttpContext context, Call call, CallReader reader)
    {
        using var turn = await CallerTurn.StartAsync(conductor, call.Request, Caller.Of(context), context.RequestAborted);
        if (turn is null || await turn.ReadAsync() is not { IsThere: true, Entry: var first })
            return;
        if (turn.Host is { } host)
            context.Response.Headers[HostHeader] = Uri.EscapeDataString(host);
        if (call.Stream && first.Ending is not { IsWhole: false } && !call.Form.IsWholeFrom(first))
            await StreamAsync(context, turn, first, call.Form);
        else
            await CollectAsync(context, turn, first, call.Form, reader);
    }

    private static async Task CollectAsync(HttpContext context, CallerTurn turn, LogEntry first, AnswerForm form, CallReader reader)
    {
        if (await AnswerSummary.ReadAsync(turn, first) is not { } answer)
            return;
        if (answer.Ending.IsWhole)
            await form.WriteWholeAsync(context, turn.Log, answer);
        else
            await reader.RefuseAsync(context, EndingRefusals.Of(answer.Ending));
    }

    private async Task StreamAsync(HttpContext context, CallerTurn turn, LogEntry entry, AnswerForm form)
    {
        using var body = StreamedBody.Begin(context, form.StreamType, time);
        var stream = new AnswerStream(turn, form, body);
        var isThere = true;
        while (isThere)
        {
            form.Stamp();
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
}
